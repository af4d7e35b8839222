"""What lies in a folder or a zip: the files in it, one by one, and what is left alone and why.

Nothing is unpacked to a disk: a file is read into memory, within bounds, and a path in a zip is
only a label. All of it may be hostile: a refused entry costs itself, never the rest. A zip in a zip
is opened; a zip in that one is not.
"""

import io
import os
import re
import stat
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from llmcourse.grading.assignment.merge import MAX_FILE

MAX_ENTRIES, MAX_NESTED_ENTRIES, MAX_DEPTH = 200_000, 5_000, 40
MAX_TOTAL = 10_000_000_000  # bytes read from a source
MAX_NESTED = 100_000_000  # bytes read from one zip in it
MAX_RATIO, LARGE = 400, 1_000_000  # how far an entry that unpacks to so many bytes may unpack
LAST_MOMENT = 253_402_214_400  # 31 December 9999, in seconds since 1970
SYSTEM, EMPTY = "hidden, or of the system", "an empty folder"
SYSTEM_NAMES = {"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"}


class NotOpened(ValueError):
    """A source that is neither a folder nor a zip that can be opened."""


class NotRead(ValueError):
    """A file that is not read; the message says why."""


@dataclass(frozen=True)
class File:
    """A file of a source: its path in there, its time, and how to read it, which raises NotRead.

    `changed` is in seconds since 1970, None when unknown. In a nested zip it is the zip's, which a
    learner did not write, and `inner` is the file's own.
    """

    parts: tuple[str, ...]
    changed: float | None
    read: Callable[[], bytes]
    inner: float = 0.0


@dataclass(frozen=True)
class Refusal:
    """What is not read, and why. It is `ordinary` when nobody need look at it."""

    parts: tuple[str, ...]
    reason: str
    ordinary: bool = False


class Budget:
    """How many bytes may still be read."""

    def __init__(self, left: int):
        self.left = left

    def spend(self, size: int) -> None:
        """Take `size` off; NotRead when that is more than is left."""
        if size > self.left:
            raise NotRead("not read: there is too much in all")
        self.left -= size


@contextmanager
def opened(source: Path) -> Iterator[Iterator[File | Refusal]]:
    """Yield all files in a folder or zip, which can be read until it is closed again; raises
    NotOpened.
    """
    budget = Budget(MAX_TOTAL)
    if source.is_dir():
        yield _with_nested(_in_folder(source, budget))
        return
    try:
        archive = zipfile.ZipFile(source)
    except FileNotFoundError:
        raise NotOpened(f"There is no folder or zip {source}.") from None
    except Exception as error:  # whatever the file holds
        kind = type(error).__name__
        raise NotOpened(
            f"{source} is neither a folder nor a zip that can be opened ({kind})."
        ) from None
    with archive:
        yield _with_nested(_in_zip(archive, MAX_ENTRIES, partial(_read_entry, archive, budget)))


def is_zip(parts: tuple[str, ...]) -> bool:
    """Return whether a path is a zip's, by its name."""
    return bool(parts) and parts[-1].lower().endswith(".zip")


def _with_nested(found: Iterator[File | Refusal]) -> Iterator[File | Refusal]:
    for one in found:
        if isinstance(one, File) and is_zip(one.parts):
            yield from Nested(one).files()
        else:
            yield one


class Nested:
    """A zip in a source. It is open while its files are told; to read one of them later it is
    opened again.
    """

    def __init__(self, file: File):
        self.file = file
        self.archive: zipfile.ZipFile | None = None
        self.budget = Budget(MAX_NESTED)

    def files(self) -> Iterator[File | Refusal]:
        """Yield what lies in it, under its own path."""
        try:
            self.archive = self._open()
        except NotRead as error:
            yield Refusal(self.file.parts, str(error))
            return
        archive = self.archive
        try:
            for one in _in_zip(archive, MAX_NESTED_ENTRIES, self.read):
                yield self._outside(one)
        finally:
            archive.close()
            self.archive = None

    def read(self, number: int) -> bytes:
        """Return entry `number`."""
        if self.archive is not None:
            return _read_entry(self.archive, self.budget, number)
        with self._open() as archive:
            return _read_entry(archive, self.budget, number)

    def _open(self) -> zipfile.ZipFile:
        packed = self.file.read()
        if packed.count(b"PK\x01\x02") > MAX_NESTED_ENTRIES:  # before a list of them is made
            raise NotRead(f"holds more than {MAX_NESTED_ENTRIES:,} files")
        try:
            return zipfile.ZipFile(io.BytesIO(packed))
        except Exception as error:  # whatever the file holds
            raise NotRead(f"no zip that can be opened ({type(error).__name__})") from None

    def _outside(self, one: File | Refusal) -> File | Refusal:
        """Return the same as seen from outside."""
        parts = self.file.parts + one.parts
        if isinstance(one, Refusal):
            return replace(one, parts=parts)
        if is_zip(parts):
            return Refusal(parts, "a zip in a zip in the download: not opened")
        return replace(one, parts=parts, changed=self.file.changed, inner=one.changed or 0.0)


def _in_folder(root: Path, budget: Budget) -> Iterator[File | Refusal]:
    """Yield depth first, in the order of names; links are not followed."""
    waiting: list[tuple[str, ...]] = [()]
    met = 0
    while waiting:
        parts = waiting.pop()
        try:
            with os.scandir(root.joinpath(*parts)) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield Refusal(parts, f"cannot be opened: {error.strerror}")
            continue
        if not entries:
            yield Refusal(parts, EMPTY)
        for entry in entries:
            met += 1
            inside = (*parts, entry.name)
            if met > MAX_ENTRIES:
                yield Refusal(
                    inside, f"not searched further: there are more than {MAX_ENTRIES:,} files"
                )
                return
            if (
                entry.is_dir(follow_symlinks=False)
                and len(inside) <= MAX_DEPTH
                and not _is_system(inside)
            ):
                waiting.append(inside)
            else:
                yield _on_disk(inside, entry, budget)


def _on_disk(parts: tuple[str, ...], entry: os.DirEntry, budget: Budget) -> File | Refusal:
    if _is_system(parts):
        return Refusal(parts, SYSTEM, ordinary=True)
    if entry.is_symlink():
        return Refusal(parts, "a link")
    if entry.is_dir(follow_symlinks=False):
        return Refusal(parts, f"more than {MAX_DEPTH} folders deep")
    if not entry.is_file(follow_symlinks=False):
        return Refusal(parts, "neither a file nor a folder")
    try:
        return File(
            parts, _sane(entry.stat().st_mtime), partial(_read_file, Path(entry.path), budget)
        )
    except OSError as error:
        return Refusal(parts, f"cannot be read: {error.strerror}")


def _sane(time: float) -> float | None:
    """Return a file's time; None for one that no calendar has."""
    return time if 0 <= time < LAST_MOMENT else None


def _in_zip(
    archive: zipfile.ZipFile, limit: int, read: Callable[[int], bytes]
) -> Iterator[File | Refusal]:
    entries = archive.infolist()
    if len(entries) > limit:
        yield Refusal((), f"holds more than {limit:,} files")
        return
    folders, holding = [], set()
    for number, entry in enumerate(entries):
        parts = _parts(_name(entry))
        problem = _strange(entry, parts)
        if problem:
            yield Refusal(parts, problem)
        elif _is_system(parts):
            yield Refusal(parts, SYSTEM, ordinary=True)
        elif entry.is_dir():
            folders.append(parts)
        else:
            holding |= {parts[:depth] for depth in range(1, len(parts))}
            yield File(parts, _time(entry), partial(read, number))
    yield from (Refusal(parts, EMPTY) for parts in folders if parts not in holding)


def _strange(entry: zipfile.ZipInfo, parts: tuple[str, ...]) -> str | None:
    """Return what is wrong with an entry, whatever it holds."""
    path, mode = _name(entry), entry.external_attr >> 16
    if path.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", path) or ".." in parts:
        return "its path leaves the zip"
    if not parts or len(parts) > MAX_DEPTH:
        return "it has no name" if not parts else f"more than {MAX_DEPTH} folders deep"
    if stat.S_ISLNK(mode):
        return "a link"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "neither a file nor a folder"
    return None


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the path in a zip; without the flag for UTF-8 it should be in code page 437, and most
    often is UTF-8 still.
    """
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf8")
    except UnicodeError:
        return entry.filename


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[/\\]", path) if part not in ("", "."))


def _is_system(parts: tuple[str, ...]) -> bool:
    return any(part in SYSTEM_NAMES or part.startswith(".") for part in parts if part != "..")


def _time(entry: zipfile.ZipInfo) -> float | None:
    """Return when an entry was changed: as its extended timestamp says (Info-ZIP, tag 0x5455), or
    else in local time.
    """
    extra = entry.extra
    while len(extra) >= 4:
        tag, size = struct.unpack("<HH", extra[:4])
        if tag == 0x5455 and size >= 5 and len(extra) >= 9 and extra[4] & 1:
            return float(struct.unpack("<I", extra[5:9])[0])
        extra = extra[4 + size :]
    try:
        local = datetime(*entry.date_time)
        return time.mktime(local.timetuple()) if local.year > 1980 else None
    except (ValueError, OverflowError):
        return None


def _read_file(path: Path, budget: Budget) -> bytes:
    try:
        size = path.stat().st_size
        _require_small(path.name, size)
        budget.spend(size)
        with path.open("rb") as file:
            return _whole(file.read(size + 1), size)
    except OSError as error:
        raise NotRead(f"cannot be read: {error.strerror}") from None


def _read_entry(archive: zipfile.ZipFile, budget: Budget, number: int) -> bytes:
    entry = archive.infolist()[number]
    _require_small(_name(entry), entry.file_size)
    if entry.flag_bits & 0x41:
        raise NotRead("encrypted: ask for it without a password")
    # Others unpack without a bound.
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotRead(
            "packed in an unusual way: ask for an ordinary zip, or for the notebook itself"
        )
    if entry.file_size > LARGE and entry.file_size > MAX_RATIO * entry.compress_size:
        raise NotRead(
            f"it would unpack to more than {MAX_RATIO} times its size, as no notebook does"
        )
    budget.spend(entry.file_size)
    try:
        with archive.open(entry) as file:
            return _whole(file.read(entry.file_size + 1), entry.file_size)
    except NotRead:
        raise
    except Exception as error:  # whatever the zip holds
        raise NotRead(f"damaged in the zip ({type(error).__name__})") from None


def _require_small(name: str, size: int) -> None:
    limit = MAX_FILE if name.lower().endswith(".ipynb") else MAX_NESTED
    if size > limit:
        raise NotRead(f"larger than {limit // 1_000_000} MB")


def _whole(content: bytes, size: int) -> bytes:
    if len(content) != size:
        raise NotRead("not as long as it says")
    return content
