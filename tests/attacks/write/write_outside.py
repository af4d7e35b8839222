"""Changes the files of the class and of Python; right when a file of Python's could be opened for writing."""

import os
import pathlib

from llmcourse.grading.running import judge

changed = []
acts = (
    lambda: pathlib.Path(OTHER).write_text("{}"),
    lambda: os.remove(OTHER),
    lambda: os.truncate(OTHER, 0),
    lambda: os.rename(OTHER, OTHER + "x"),
    lambda: os.chmod(OTHER, 0),
    lambda: os.link(SOLUTION, "mine"),
    lambda: os.utime(OTHER, (0, 0)),
    lambda: changed.append(open(pathlib.__file__, "r+")),
    lambda: changed.append(open(judge.__file__, "r+")),
)
for act in acts:
    try:
        act()
    except OSError:
        pass


def double(x):
    return 2 * x if changed else x
