"""Collect a class's notebooks from downloads of a learning platform into one folder that the grader
reads.

Every file of every source is in the result: placed, or left, with the reason. Bytes stay as they
are. Nothing is overwritten: a newer attempt takes the place of an earlier one only when that one is
kept under `.earlier`.
"""

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from llmcourse.grading.submissions import ledger, names
from llmcourse.grading.submissions.ledger import Version
from llmcourse.grading.submissions.schemes import Author, Scheme
from llmcourse.grading.submissions.search import (
    Attempt,
    CannotCollect,
    Left,
    Search,
    choose,
    shown,
    the_assignment,
)
from llmcourse.grading.submissions.unpack import NotRead, opened
from llmcourse.machine.files import write_whole
from llmcourse.machine.text import one_form

EARLIER = ".earlier"
FEW = 5  # files with one reason that get a line each


@dataclass(frozen=True)
class Placed:
    """A learner's notebook in the folder: where it comes from, when it was handed in, and what is
    new about it.
    """

    learner: str
    origin: str
    handed_in: float | None
    late: bool
    note: str


@dataclass
class Collection:
    """What came of all files of all sources; `schemes` says how each source was read."""

    schemes: list[tuple[str, Scheme]] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def add(self, *found: Placed | Left) -> None:
        """Note what came of some files."""
        self.placed += [one for one in found if isinstance(one, Placed)]
        self.left += [one for one in found if isinstance(one, Left)]


def collect_into(sources: Sequence[Path], out: Path, assignment: str | None = None) -> Collection:
    """Place the notebook of every learner in folders and zips as `OUT/LEARNER.ipynb`, its time when
    it was handed in.

    `assignment` is a chapter or an assignment's name; without it, all notebooks must name the same
    one. Running again with the same sources changes nothing. Raises CannotCollect, NotOpened and
    DamagedLedger.
    """
    _require_apart(sources, out)
    result, known = Collection(), ledger.read(out)
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    others: list[tuple[Left, tuple[Author, ...]]] = []
    with ExitStack() as stack:
        for place, source in {source.resolve(): source for source in sources}.items():
            search = Search(place, stack.enter_context(opened(source)))
            result.schemes.append((place.name, search.scheme))
            others += search.others
            for attempt in search.attempts:
                attempts[attempt.author.key].append(attempt)
        wanted = the_assignment(
            assignment, attempts.values(), known[-1].assignment if known else None
        )
        folder = Folder(out, wanted, known)
        folder.name_all([found[0].author for found in attempts.values()])
        for found in attempts.values():
            chosen, left = choose(found, wanted)
            result.add(*left, *([folder.save(chosen)] if chosen else []))
    for unused, authors in others:
        in_company = bool(authors) and all(folder.versions[author.key] for author in authors)
        result.add(replace(unused, ordinary=unused.ordinary or in_company))
    return result


class Folder:
    """The folder of collected notebooks, with its ledger."""

    def __init__(self, path: Path, assignment: str | None, known: Iterable[Version]):
        self.path, self.assignment = path, assignment
        self.versions: dict[str, list[Version]] = defaultdict(list)
        for version in known:
            self.versions[one_form(version.key)].append(version)
        self.names = {key: versions[-1].name for key, versions in self.versions.items()}

    def name_all(self, authors: Sequence[Author]) -> None:
        """Choose a unique file name for each author: the one used before, else their name, numbered
        if shared.
        """
        new = sorted((one for one in authors if one.key not in self.names), key=lambda one: one.key)
        wishes = Counter(names.filesystem_key(names.safe(one.name)) for one in new)
        taken = {names.filesystem_key(name) for name in self.names.values()}
        taken |= {wish for wish, count in wishes.items() if count > 1}
        for one in new:
            self.names[one.key] = names.free(one.name, one.number, taken)
            taken.add(names.filesystem_key(self.names[one.key]))

    def save(self, attempt: Attempt) -> Placed | Left:
        """Put an attempt into the folder, unless it is there, is no newer than what is there, or
        somebody's work is.
        """
        name, versions = self.names[attempt.author.key], self.versions[attempt.author.key]
        target, sha256 = self.path / f"{name}.ipynb", attempt.notebook.sha256
        here = _digest(target)
        if here not in (None, sha256, *(version.sha256 for version in versions)):
            return Left(
                attempt.origin,
                f"{target.name} in the folder is somebody's work and was left as it is",
                False,
            )
        if here and versions:
            if here == sha256 == versions[-1].sha256:
                return self._placed(attempt, versions[-1].handed_in, "as before")
            if here != sha256 and not _is_newer(attempt, versions):
                return Left(attempt.origin, f"no newer than what {name} has in the folder", True)
        try:
            content = attempt.notebook.content()
        except NotRead as error:
            return Left(attempt.origin, str(error), False)
        try:
            earlier = self._keep(target, here) if here not in (None, sha256) else None
            if here != sha256:
                write_whole(target, content)
            _date(target, attempt.time)
            self._record(attempt, earlier)
        except OSError as error:
            return Left(attempt.origin, f"cannot be stored: {error.strerror}", False)
        note = f"newer; the one before is kept as {earlier}" if earlier else "new"
        return self._placed(attempt, attempt.handed_in, note)

    def _keep(self, target: Path, sha256: str) -> str:
        """Copy what is there to where it is kept; its place in the folder."""
        changed = target.stat().st_mtime
        stamp = f"{_moment(changed):%Y-%m-%d-%H-%M-%S}" if _moment(changed) else "undated"
        place = PurePosixPath(EARLIER, target.stem, f"{stamp}-{sha256[:8]}.ipynb")
        write_whole(self.path / place, target.read_bytes())
        _date(self.path / place, changed)
        return str(place)

    def _record(self, attempt: Attempt, earlier: str | None) -> None:
        author, time = attempt.author, attempt.time
        sha256, name = attempt.notebook.sha256, self.names[author.key]
        version = Version(
            self.assignment,
            author.key,
            name,
            sha256,
            time,
            attempt.handed_in,
            author.late,
            attempt.origin,
            earlier,
        )
        ledger.append(self.path, version)
        self.versions[author.key].append(version)

    def _placed(self, attempt: Attempt, handed_in: float | None, note: str) -> Placed:
        author = attempt.author
        note += "" if attempt.notebook.readable else "; no readable notebook"
        return Placed(self.names[author.key], attempt.origin, handed_in, author.late, note)


def table(result: Collection, out: Path) -> str:
    """Return the result as lines of text: how each source was read, who was placed, what was left
    and what to look at.
    """
    rows = [("learner", "handed in", "state", "from")]
    rows += [
        (one.learner, _in_words(one), one.note, shown(one.origin))
        for one in sorted(result.placed, key=lambda one: one.learner.casefold())
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [f"{name}: named as by {scheme.name}" for name, scheme in result.schemes]
    lines += ["", *("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)]
    lines += ["", f"{len(result.placed)} in {out}."]
    if any(one.handed_in is None for one in result.placed):
        lines.append(
            "unknown: the file's time is that of the download or cannot be read, so it does not "
            "tell whether it was late."
        )
    ordinary = [one for one in result.left if one.ordinary]
    others = [one for one in result.left if not one.ordinary]
    if ordinary:
        lines += ["", f"Left out, as is right ({len(ordinary)}):", *_by_reason(ordinary)]
    if others:
        lines += ["", f"Not placed: please look ({len(others)}):"]
        lines += [f"  {shown(one.origin)}: {shown(one.reason)}" for one in others]
    return "\n".join(lines)


def _by_reason(left: Sequence[Left]) -> list[str]:
    """Return a line each; what has one reason and is more than a few shares one."""
    groups: dict[str, list[str]] = defaultdict(list)
    for one in left:
        groups[one.reason].append(shown(one.origin))
    few = [
        f"  {origin}: {shown(reason)}"
        for reason, found in groups.items()
        if len(found) <= FEW
        for origin in found
    ]
    many = [
        f"  {found[0]} and {len(found) - 1} more: {shown(reason)}"
        for reason, found in groups.items()
        if len(found) > FEW
    ]
    return few + many


def _in_words(one: Placed) -> str:
    moment = _moment(one.handed_in)
    words = "unknown" if moment is None else f"{moment:%Y-%m-%d %H:%M}"
    return words + ", marked late" * one.late


def _moment(seconds: float | None) -> datetime | None:
    """Return a time on this machine's clock; None for one that no calendar has."""
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds)
    except (ValueError, OverflowError, OSError):
        return None


def _require_apart(sources: Sequence[Path], out: Path) -> None:
    whole = out.resolve()
    if whole.exists() and not whole.is_dir():
        raise CannotCollect(f"{out} is a file. Name a folder for the submissions.")
    for source in sources:
        place = source.resolve()
        if place.is_dir() and (place == whole or place in whole.parents or whole in place.parents):
            raise CannotCollect(
                f"{out} and {source} lie in each other. Name a folder elsewhere for the "
                "submissions."
            )


def _is_newer(attempt: Attempt, versions: Sequence[Version]) -> bool:
    """Return whether an attempt came after the last one; where times do not tell, whether it was
    never seen.
    """
    time, last = attempt.time, versions[-1].changed
    if time is not None and last is not None and time != last:
        return time > last
    return attempt.notebook.sha256 not in {version.sha256 for version in versions}


def _digest(path: Path) -> str | None:
    """Return the hash of a file; None when nothing is there, and no hash at all when it is no
    ordinary file.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return "no ordinary file"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def _date(path: Path, time: float | None) -> None:
    if time is not None and _moment(time) is not None:
        os.utime(path, (time, time))
