"""Collect a class's notebooks from downloads of a learning platform into one folder that the grader reads.

Every file of every source is in the result: placed, or left, with the reason. Bytes stay as they are. Nothing is
overwritten: a newer attempt takes the place of an earlier one only when that one is kept under `.earlier`.
"""

import hashlib
import json
import math
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from llmcourse.grading import ledger, names
from llmcourse.grading.ledger import Version
from llmcourse.grading.merge import declared_assignment
from llmcourse.grading.release import holds_no_work
from llmcourse.grading.schemes import Author, Listing, Parts, Scheme, is_note, is_receipt, recognize
from llmcourse.grading.unpack import EMPTY, File, NotRead, Refusal, is_zip, opened
from llmcourse.writing import write_whole

EARLIER = ".earlier"
FEW, MAX_SHOWN = 5, 160  # files with one reason that get a line each; characters of a path


class CannotCollect(ValueError):
    """What was asked for is impossible as a whole; nothing was written."""


@dataclass(frozen=True)
class Placed:
    """A learner's notebook in the folder: where it comes from, when it was handed in, and what is new about it."""

    key: str
    learner: str
    origin: str
    handed_in: float | None
    late: bool
    note: str


@dataclass(frozen=True)
class Left:
    """A file that was not placed, and why. It is `ordinary` when nobody need look at it."""

    origin: str
    reason: str
    ordinary: bool


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


@dataclass(frozen=True)
class Notebook:
    """What is known of a notebook in a source without holding its content; `declared` is the assignment it names."""

    file: File
    sha256: str
    readable: bool
    blank: bool
    declared: str | None

    def content(self) -> bytes:
        """Its bytes, read again; raises NotRead when they are not the same any more."""
        content = self.file.read()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise NotRead("changed while it was being collected")
        return content


@dataclass(frozen=True)
class Attempt:
    """A notebook that a learner handed in. Times are in seconds since 1970."""

    author: Author
    notebook: Notebook
    source: Path
    origin: str
    dated: bool

    @property
    def time(self) -> float | None:
        """The time by which a newer attempt is known: the platform's, or else the file's."""
        return self.notebook.file.changed if self.author.when is None else self.author.when

    @property
    def handed_in(self) -> float | None:
        """When it was handed in, where anything tells."""
        return self.time if self.dated or self.author.when is not None else None


def collect(sources: Sequence[Path], out: Path, assignment: str | None = None) -> Collection:
    """Place the notebook of every learner in folders and zips as `OUT/LEARNER.ipynb`, its time when it was handed in.

    `assignment` is a chapter or an assignment's name; without it, all notebooks must name the same one. Running again
    with the same sources changes nothing. Raises CannotCollect, NotOpened and DamagedLedger.
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
        wanted = _wanted(assignment, attempts.values(), known)
        folder = Folder(out, wanted, known)
        folder.name_all([found[0].author for found in attempts.values()])
        for found in attempts.values():
            chosen, left = _choose(found, wanted)
            result.add(*left, *([folder.place(chosen)] if chosen else []))
    placed = {one.key for one in result.placed}
    for left, authors in others:
        in_company = bool(authors) and all(author.key in placed for author in authors)
        result.add(replace(left, ordinary=left.ordinary or in_company))
    return result


class Search:
    """A source, searched: its scheme, the notebooks by author, and all else, with its authors where that excuses it."""

    def __init__(self, source: Path, found: Iterable[File | Refusal]):
        self.source, self.refusals, self.files, self.notebooks = source, [], [], []
        self.notes: dict[Parts, bytes] = {}
        for one in found:
            try:
                self._sort(one)
            except NotRead as error:
                self.refusals.append(Refusal(one.parts, str(error)))
        self.scheme = recognize(self._listing())
        self.attempts = [
            Attempt(author, notebook, source, self._origin(notebook.file.parts), self.scheme.dated)
            for notebook in self.notebooks
            for author in self.scheme.authors(notebook.file.parts)
        ]
        self.others = [*map(self._refused, self.refusals), *map(self._no_notebook, self.files), *self._nobodys()]

    def _sort(self, one: File | Refusal) -> None:
        if isinstance(one, Refusal):
            self.refusals.append(one)
        elif _is_notebook(one.parts):
            self.notebooks.append(_examined(one))
        else:
            if is_note(one.parts) and not any(is_zip((part,)) for part in one.parts):  # not a learner's own
                self.notes[one.parts] = one.read()
            self.files.append(one)

    def _listing(self) -> Listing:
        zipped = not self.source.is_dir()
        paths = [one.file.parts for one in self.notebooks] + [one.parts for one in self.files]
        hidden = [one.parts for one in self.refusals if ".git" in one.parts]
        clones = {parts[: parts.index(".git") + 1] for parts in hidden}
        return Listing(self.source.stem if zipped else self.source.name, zipped, paths, self.notes, clones)

    def _origin(self, parts: Parts) -> str:
        return f"{self.source.name}: {'/'.join(parts) or 'the whole'}"

    def _refused(self, one: Refusal) -> tuple[Left, tuple[Author, ...]]:
        authors = self.scheme.authors(one.parts) if one.reason == EMPTY else ()
        return Left(self._origin(one.parts), one.reason, one.ordinary), authors

    def _no_notebook(self, one: File) -> tuple[Left, tuple[Author, ...]]:
        origin, suffix = self._origin(one.parts), PurePosixPath(one.parts[-1]).suffix
        if self.scheme.name == "Blackboard" and is_receipt(one.parts):
            return Left(origin, "a receipt of Blackboard", True), ()
        if one.parts in self.notes and self.scheme.name in ("Gradescope", "nbgrader"):
            return Left(origin, f"read for {self.scheme.name}'s names and times", True), ()
        return Left(origin, f"not a notebook ({suffix or 'no suffix'})", False), self.scheme.authors(one.parts)

    def _nobodys(self) -> list[tuple[Left, tuple[Author, ...]]]:
        reason = f"its name is not in the scheme of the others ({self.scheme.name}); a folder of its own may help"
        strange = [one.file.parts for one in self.notebooks if not self.scheme.authors(one.file.parts)]
        return [(Left(self._origin(parts), reason, False), ()) for parts in strange]


class Folder:
    """The folder of collected notebooks, with its ledger."""

    def __init__(self, path: Path, assignment: str | None, known: Iterable[Version]):
        self.path, self.assignment = path, assignment
        self.versions: dict[str, list[Version]] = defaultdict(list)
        for version in known:
            self.versions[version.key].append(version)
        self.names = {key: versions[-1].name for key, versions in self.versions.items()}

    def name_all(self, authors: Sequence[Author]) -> None:
        """Give each author a name of its own: that of earlier times, or theirs, with a number where others share it."""
        new = sorted((one for one in authors if one.key not in self.names), key=lambda one: one.key)
        wishes = Counter(names.folded(names.safe(one.name)) for one in new)
        taken = {names.folded(name) for name in self.names.values()}
        taken |= {wish for wish, count in wishes.items() if count > 1}
        for one in new:
            self.names[one.key] = names.free(one.name, one.number, taken)
            taken.add(names.folded(self.names[one.key]))

    def place(self, attempt: Attempt) -> Placed | Left:
        """Put an attempt into the folder, unless it is there, is no newer than what is there, or somebody's work is."""
        name, versions = self.names[attempt.author.key], self.versions[attempt.author.key]
        target, sha256 = self.path / f"{name}.ipynb", attempt.notebook.sha256
        here = _digest(target)
        if here not in (None, sha256, *(version.sha256 for version in versions)):
            return Left(attempt.origin, f"{target.name} in the folder is somebody's work and was left as it is", False)
        if here and versions:
            if here == sha256 == versions[-1].sha256:
                return self._placed(attempt, versions[-1].handed_in, "as before")
            if here != sha256 and not _is_newer(attempt, versions):
                return Left(attempt.origin, f"no newer than what {name} has in the folder", True)
        try:
            content = attempt.notebook.content()
        except NotRead as error:
            return Left(attempt.origin, str(error), False)
        earlier = self._keep(target, here) if here not in (None, sha256) else None
        if here != sha256:
            write_whole(target, content)
        _date(target, attempt.time)
        self._record(attempt, earlier)
        note = f"newer; the one before is kept as {earlier}" if earlier else "new"
        return self._placed(attempt, attempt.handed_in, note)

    def _keep(self, target: Path, sha256: str) -> str:
        """Copy what is there to where it is kept; its place in the folder."""
        changed = target.stat().st_mtime
        stamp = datetime.fromtimestamp(changed).strftime("%Y-%m-%d-%H-%M-%S")
        place = PurePosixPath(EARLIER, target.stem, f"{stamp}-{sha256[:8]}.ipynb")
        write_whole(self.path / place, target.read_bytes())
        _date(self.path / place, changed)
        return str(place)

    def _record(self, attempt: Attempt, earlier: str | None) -> None:
        author, time = attempt.author, attempt.time
        sha256, name = attempt.notebook.sha256, self.names[author.key]
        version = Version(
            self.assignment, author.key, name, sha256, time, attempt.handed_in, author.late, attempt.origin, earlier
        )
        ledger.append(self.path, version)
        self.versions[author.key].append(version)

    def _placed(self, attempt: Attempt, handed_in: float | None, note: str) -> Placed:
        author = attempt.author
        note += "" if attempt.notebook.readable else "; no readable notebook"
        return Placed(author.key, self.names[author.key], attempt.origin, handed_in, author.late, note)


def table(result: Collection, out: Path) -> str:
    """The result as lines of text: how each source was read, who was placed, what was left and what to look at."""
    rows = [("learner", "handed in", "state", "from")]
    rows += [
        (one.learner, _in_words(one), one.note, _shown(one.origin))
        for one in sorted(result.placed, key=lambda one: one.learner.casefold())
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [f"{name}: named as by {scheme.name}" for name, scheme in result.schemes]
    lines += ["", *("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)]
    lines += ["", f"{len(result.placed)} in {out}."]
    if any(one.handed_in is None for one in result.placed):
        lines.append("unknown: the file's time is that of the download, so it does not tell whether it was late.")
    ordinary = [one for one in result.left if one.ordinary]
    others = [one for one in result.left if not one.ordinary]
    if ordinary:
        lines += ["", f"Left out, as is right ({len(ordinary)}):", *_by_reason(ordinary)]
    if others:
        lines += ["", f"Not placed: please look ({len(others)}):"]
        lines += [f"  {_shown(one.origin)}: {_shown(one.reason)}" for one in others]
    return "\n".join(lines)


def _by_reason(left: Sequence[Left]) -> list[str]:
    """A line each; what has one reason and is more than a few shares one."""
    groups: dict[str, list[str]] = defaultdict(list)
    for one in left:
        groups[one.reason].append(_shown(one.origin))
    few = [f"  {origin}: {_shown(reason)}" for reason, found in groups.items() if len(found) <= FEW for origin in found]
    many = [
        f"  {found[0]} and {len(found) - 1} more: {_shown(reason)}"
        for reason, found in groups.items()
        if len(found) > FEW
    ]
    return few + many


def _in_words(one: Placed) -> str:
    known = one.handed_in is not None
    words = f"{datetime.fromtimestamp(one.handed_in):%Y-%m-%d %H:%M}" if known else "unknown"
    return words + ", marked late" * one.late


def _shown(text: str) -> str:
    """Untrusted text on one line of a terminal."""
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN // 2]} ... {text[-MAX_SHOWN // 2 :]}"


def _require_apart(sources: Sequence[Path], out: Path) -> None:
    whole = out.resolve()
    if whole.exists() and not whole.is_dir():
        raise CannotCollect(f"{out} is a file. Name a folder for the submissions.")
    for source in sources:
        place = source.resolve()
        if place.is_dir() and (place == whole or place in whole.parents or whole in place.parents):
            raise CannotCollect(f"{out} and {source} lie in each other. Name a folder elsewhere for the submissions.")


def _wanted(assignment: str | None, attempts: Iterable[Iterable[Attempt]], known: Sequence[Version]) -> str | None:
    """The assignment to collect, by its whole name where a notebook gives it; None when no notebook names one."""
    declared = Counter(one.notebook.declared for found in attempts for one in found if one.notebook.declared)
    before = known[-1].assignment if known else None
    if assignment is None:
        if before is None and len(declared) > 1:
            several = ", ".join(f"{_shown(name[:40])} ({count})" for name, count in declared.most_common(5))
            raise CannotCollect(f"The notebooks belong to several assignments: {several}. Say which: --assignment 04.")
        return before or next(iter(declared), None)
    fitting = [name for name in declared if _fits(name, assignment)]
    wanted = fitting[0] if len(fitting) == 1 else assignment
    if before and not (_fits(before, wanted) or _fits(wanted, before)):
        raise CannotCollect(f"The folder holds {before} already. Name another folder for {wanted}.")
    return wanted


def _fits(declared: str, wanted: str) -> bool:
    return wanted in (declared, declared.split("_")[0])


def _choose(found: Sequence[Attempt], wanted: str | None) -> tuple[Attempt | None, list[Left]]:
    """The notebook of one learner that counts, and why each other one does not.

    First comes what names the assignment and was worked on, then the latest. Where nothing tells which of two is
    later, the one that was not taken is for a person to look at.
    """
    best = max(sorted(found, key=lambda one: one.origin), key=lambda one: _order(one, wanted))
    chosen, left = best if _rank(best, wanted) else None, []
    for one in found:
        if not _rank(one, wanted):
            reason = f"it belongs to another assignment ({str(one.notebook.declared)[:40]})"
            left.append(Left(one.origin, reason, chosen is not None))
        elif one is not best:
            same = one.notebook.sha256 == best.notebook.sha256
            words = f"{'the same' if same else 'another'} notebook of {one.author.name} was taken: {best.origin}"
            left.append(Left(one.origin, words, same or _is_clear(best, one, wanted)))
    return chosen, left


def _rank(one: Attempt, wanted: str | None) -> int:
    """How likely a notebook is the one that is meant; 0 for another assignment's."""
    notebook = one.notebook
    if notebook.declared is None:
        return 2 if notebook.readable else 1
    if wanted is not None and not _fits(notebook.declared, wanted):
        return 0
    return 3 if notebook.blank else 4


def _order(one: Attempt, wanted: str | None) -> tuple:
    time = -math.inf if one.time is None else one.time
    return _rank(one, wanted), time, one.notebook.file.inner, one.notebook.file.parts[-1] == f"{wanted}.ipynb"


def _is_clear(best: Attempt, other: Attempt, wanted: str | None) -> bool:
    """Whether rank or time tell that `best` counts and not `other`; times within one download do not."""
    if _rank(best, wanted) != _rank(other, wanted):
        return True
    told = best.handed_in is not None or best.source != other.source
    return told and best.time != other.time


def _is_newer(attempt: Attempt, versions: Sequence[Version]) -> bool:
    """Whether an attempt came after the last one; where times do not tell, whether it was never seen."""
    time, last = attempt.time, versions[-1].changed
    if time is not None and last is not None and time != last:
        return time > last
    return attempt.notebook.sha256 not in {version.sha256 for version in versions}


def _is_notebook(parts: Parts) -> bool:
    return parts[-1].lower().endswith(".ipynb")


def _examined(file: File) -> Notebook:
    content = file.read()
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        notebook = None
    readable = isinstance(notebook, dict) and isinstance(notebook.get("cells"), list)
    declared = declared_assignment(notebook) if readable else None
    blank = readable and holds_no_work(content)
    return Notebook(file, hashlib.sha256(content).hexdigest(), readable, blank, declared and declared[:200])


def _digest(path: Path) -> str | None:
    """The hash of a file; None when nothing is there, and no hash at all when it is no ordinary file."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return "no ordinary file"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def _date(path: Path, time: float | None) -> None:
    if time is not None:
        os.utime(path, (time, time))
