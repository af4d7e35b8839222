"""Find what learners handed in: `NAME.ipynb`, or a folder NAME that holds one notebook. Nothing is
opened here, and nothing passed over in silence.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from llmcourse.grading.records.result import Submission
from llmcourse.grading.submissions import ledger
from llmcourse.machine.text import one_form

# Browsers and editors write another suffix behind the notebook's.
SUFFIX = re.compile(r"\.ipynb(\.json|\.txt)?\Z", re.IGNORECASE)
MAX_FILES = 10_000  # that one learner's folder may hold


def find_submissions(folder: Path) -> list[Submission]:
    """Return every submission in `folder`, by name, no two of one name."""
    found = {}
    for entry in _visible(folder):
        submission = _submission(folder, entry)
        if submission is not None:
            found[entry.name] = submission
    learners = _told_apart({name: one.learner for name, one in found.items()})
    return [replace(one, learner=learners[name]) for name, one in found.items()]


def passed_over(folder: Path) -> list[str]:
    """Return the names of what lies in `folder` and is no submission; not the hidden, and not the
    course's own list of what was collected.
    """
    return [
        _readable(entry.name)
        for entry in _visible(folder)
        if entry.name != ledger.NAME and _submission(folder, entry) is None
    ]


def is_notebook(name: str) -> bool:
    """Return whether a file is a notebook by its name.

    >>> [is_notebook(name) for name in ("ann.IPYNB", "ann.ipynb.txt", "ann.py")]
    [True, True, False]
    """
    return not name.startswith(".") and _stem(name) != name


def _stem(name: str) -> str:
    suffix = SUFFIX.search(name)
    return name[: suffix.start()] if suffix else name


def _visible(folder: Path) -> list[os.DirEntry]:
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{folder} is not a folder. Name the folder that holds the submissions."
        )
    with os.scandir(folder) as entries:
        visible = [entry for entry in entries if not entry.name.startswith(".")]
    return sorted(visible, key=lambda entry: entry.name)


def _submission(folder: Path, entry: os.DirEntry) -> Submission | None:
    path, name = folder / entry.name, _readable(entry.name)
    if entry.is_dir(follow_symlinks=False) and not entry.name.endswith(".ipynb"):
        return _in_folder(name, path)
    if is_notebook(entry.name):
        odd = not entry.is_file(follow_symlinks=False)
        return Submission(_stem(name), path, "This is not an ordinary file." if odd else None)
    if entry.is_symlink() and path.is_dir():
        return Submission(name, path, "This is a link, not a folder.")
    return None


def _in_folder(name: str, folder: Path) -> Submission:
    try:
        with os.scandir(folder) as entries:
            inside = list(islice((entry.name for entry in entries), MAX_FILES + 1))
    except OSError as error:
        return Submission(name, folder, f"The folder cannot be opened: {error.strerror}.")
    if len(inside) > MAX_FILES:
        return Submission(name, folder, f"The folder holds more than {MAX_FILES:,} files.")
    notebooks = [file for file in inside if is_notebook(file)]
    if len(notebooks) == 1:
        return Submission(name, folder / notebooks[0])
    return Submission(
        name, folder, f"The folder holds {len(notebooks)} notebooks, and one was expected."
    )


def _readable(name: str) -> str:
    """Return a file's name as text that can be written anywhere: bytes that are not UTF-8 are
    marked, accents in one encoding.
    """
    return one_form(os.fsencode(name).decode("utf8", "replace"))


def _told_apart(learners: dict[str, str]) -> dict[str, str]:
    """Return the learners' names by entry, no two alike: not for ann.ipynb and a folder ann, nor
    for names made readable.
    """
    times = Counter(learners.values())
    taken = {name for name, uses in times.items() if uses == 1}
    labels: dict[tuple[str, bool], Iterator[str]] = {}
    told = {}
    # A file keeps its name.
    for entry in sorted(learners, key=lambda entry: not is_notebook(entry)):
        name, is_file = learners[entry], is_notebook(entry)
        more = labels.setdefault((name, is_file), _labels(name, is_file))
        told[entry] = (
            name if times[name] == 1 else next(label for label in more if label not in taken)
        )
        taken.add(told[entry])
    return told


def _labels(name: str, is_file: bool) -> Iterator[str]:
    yield from [name] if is_file else [name, f"{name} (folder)"]
    yield from (f"{name} ({number})" for number in count(2))
