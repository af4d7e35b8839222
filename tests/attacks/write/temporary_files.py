"""Leaves files for the next learner wherever programs keep temporary ones."""

import os
import pathlib
import tempfile

for place in [*PLACES, OUTSIDE, tempfile.gettempdir() + "/..", os.getcwd() + "/..", os.getcwd() + "/../.."]:
    for make in (
        lambda path: path.write_text("found me"),
        lambda path: path.mkdir(),
        lambda path: os.mkfifo(path),
        lambda path: path.symlink_to("/"),
    ):
        try:
            make(pathlib.Path(place) / TRACE)
        except OSError:
            pass


def double(x):
    return x
