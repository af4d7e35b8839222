"""The folder of one grading run, in which learners' processes have their own; removed at the end,
whatever happens.

A run that was killed leaves its folder behind; the next run on the machine takes it away.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil

NAME = re.compile(r"llmcourse-grade-(\d+)-\w+")
MAX_ENTRIES, LEAST_FREE = 2000, 500 << 20


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Yield a new private folder, in the system's place for temporary ones."""
    _remove_abandoned(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"llmcourse-grade-{os.getpid()}-")).resolve()
    try:
        yield folder
    finally:
        remove(folder)


def remove(folder: Path) -> None:
    """Take a folder away with all that is in it, also where a learner's code has made that
    difficult.
    """
    with contextlib.suppress(RecursionError):  # folders in folders without end
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists() and os.name == "posix":
        subprocess.run(["chmod", "-R", "u+rwx", folder], capture_output=True)
        subprocess.run(["rm", "-rf", folder], capture_output=True)


def held(folder: Path) -> tuple[int, int]:
    """Return bytes on the disk and entries in a folder; counting ends at MAX_ENTRIES, which is more
    than anyone needs.
    """
    size, entries = 0, 0
    with contextlib.suppress(RecursionError):
        for files, status in _levels(folder):
            for name in files:
                entries += 1
                with contextlib.suppress(OSError):
                    size += 512 * getattr(status(name), "st_blocks", 0)
                if entries >= MAX_ENTRIES:
                    return size, entries
        return size, entries
    return size, MAX_ENTRIES


def is_nearly_full(folder: Path) -> bool:
    """Return whether the disk below a folder has almost no room left, for whatever reason."""
    return shutil.disk_usage(folder).free < LEAST_FREE


def _levels(folder: Path) -> Iterator[tuple[list[str], Callable]]:
    """Yield for each folder below one: what is in it, and how to ask for its status; by descriptor,
    as paths get long.
    """
    if hasattr(os, "fwalk"):
        for _, folders, files, descriptor in os.fwalk(folder):
            yield files + folders, partial(os.stat, dir_fd=descriptor, follow_symlinks=False)
    else:
        for place, folders, files in os.walk(folder):
            yield files + folders, lambda name, place=place: os.lstat(os.path.join(place, name))


def _remove_abandoned(place: Path) -> None:
    for folder in place.glob("llmcourse-grade-*"):
        found = NAME.fullmatch(folder.name)
        if (
            found
            and not psutil.pid_exists(int(found[1]))
            and not folder.is_symlink()
            and _is_mine(folder)
        ):
            remove(folder)


def _is_mine(folder: Path) -> bool:
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
