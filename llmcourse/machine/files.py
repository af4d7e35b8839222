"""Files that several runs share: written whole or not at all, held by one run at a time, kept in
the user's cache.

Uses Python's own library only, so that the set-up script can use it before anything is installed.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, content: str | bytes) -> None:
    """Write bytes, or text as UTF-8; folders on the way are made, and a failure leaves what was
    there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        os.chmod(temporary, 0o644)  # mkstemp's own would hide it from other users
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def cache_dir() -> Path:
    """Return the folder for fetched files: `LLMCOURSE_CACHE` where that is set, else the system's
    place for caches.
    """
    chosen = os.environ.get("LLMCOURSE_CACHE")
    if chosen:
        return Path(chosen).expanduser().resolve()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "llmcourse"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/llmcourse"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "llmcourse"


@contextmanager
def locked(path: Path, say: Callable[[str], object] = print) -> Iterator[None]:
    """Hold the file at `path` for this process alone; the system lets go of it however the process
    ends.
    """
    with path.open("a+b") as file:
        if not _lock(file):
            say("Another run is doing the same already; waiting for it.")
            while not _lock(file):
                time.sleep(0.3)
        yield


def _lock(file: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
