"""Search a download for notebooks: whose each one is, and which one of a learner's counts."""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from llmcourse.grading.assignment.merge import declared_assignment, parsed_json
from llmcourse.grading.assignment.release import holds_no_work
from llmcourse.grading.submissions.schemes import (
    PEOPLE,
    Author,
    Listing,
    Parts,
    is_note,
    is_receipt,
    recognize,
)
from llmcourse.grading.submissions.unpack import EMPTY, File, NotRead, Refusal, is_zip

MAX_SHOWN = 160  # characters of a path


class CannotCollect(ValueError):
    """What was asked for is impossible as a whole; nothing was written."""


@dataclass(frozen=True)
class Left:
    """A file that was not placed, and why. It is `ordinary` when nobody need look at it."""

    origin: str
    reason: str
    ordinary: bool


@dataclass(frozen=True)
class Notebook:
    """What is known of a notebook in a source without holding its content; `declared` is the
    assignment it names.
    """

    file: File
    sha256: str
    readable: bool
    blank: bool
    declared: str | None

    def content(self) -> bytes:
        """Return its bytes, read again; raises NotRead when they are not the same any more."""
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
        if self.author.undated:
            return None
        return self.time if self.dated or self.author.when is not None else None


class Search:
    """A source, searched: its scheme, the notebooks by author, and all else, with its authors where
    that excuses it.
    """

    def __init__(self, source: Path, found: Iterable[File | Refusal]):
        self.source = source
        self.refusals: list[Refusal] = []
        self.files: list[File] = []
        self.notebooks: list[Notebook] = []
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
        listed = self._listed_without_notebook()
        self.others = [
            *listed,
            *self._doubtful(),
            *map(self._refused, self.refusals),
            *map(self._no_notebook, self.files),
            *self._nobodys(),
        ]

    def _listed_without_notebook(self) -> list[tuple[Left, tuple[Author, ...]]]:
        """Return whom the platform lists, and whose notebook is not in the download."""
        here = {one.author.key for one in self.attempts}
        missing = [one for one in self.scheme.listed if one.key not in here]
        origin = self._origin((*self.scheme.top, PEOPLE))
        words = "{0.name} is listed ({0.unit}), and has no notebook here"
        return [(Left(origin, words.format(one), False), ()) for one in missing]

    def _doubtful(self) -> list[tuple[Left, tuple[Author, ...]]]:
        """Take out attempts under one person's number that are several people's or submissions."""
        units: dict[str, set[str]] = defaultdict(set)
        for one in self.attempts:
            units[one.author.key].add(one.author.unit or one.author.name)
        several = {key for key, found in units.items() if len(found) > 1}
        doubtful = [one for one in self.attempts if one.author.key in several]
        self.attempts = [one for one in self.attempts if one.author.key not in several]
        return [(Left(one.origin, _doubt(units[one.author.key]), False), ()) for one in doubtful]

    def _sort(self, one: File | Refusal) -> None:
        if isinstance(one, Refusal):
            self.refusals.append(one)
        elif _is_notebook(one.parts):
            self.notebooks.append(_examined(one))
        else:
            # Not a learner's own.
            if is_note(one.parts) and not any(is_zip((part,)) for part in one.parts):
                self.notes[one.parts] = one.read()
            self.files.append(one)

    def _listing(self) -> Listing:
        zipped = not self.source.is_dir()
        paths = [one.file.parts for one in self.notebooks] + [one.parts for one in self.files]
        hidden = [one.parts for one in self.refusals if ".git" in one.parts]
        clones = {parts[: parts.index(".git") + 1] for parts in hidden}
        return Listing(
            self.source.stem if zipped else self.source.name, zipped, paths, self.notes, clones
        )

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
        return Left(
            origin, f"not a notebook ({suffix or 'no suffix'})", False
        ), self.scheme.authors(one.parts)

    def _nobodys(self) -> list[tuple[Left, tuple[Author, ...]]]:
        reason = (
            f"its name is not in the scheme of the others ({self.scheme.name}); a folder of its "
            "own may help"
        )
        strange = [
            one.file.parts for one in self.notebooks if not self.scheme.authors(one.file.parts)
        ]
        return [(Left(self._origin(parts), reason, False), ()) for parts in strange]


def _doubt(units: Iterable[str]) -> str:
    named = " and ".join(sorted(units))
    return f"one person's number stands on several submissions ({named}): say whose it is"


def the_assignment(
    assignment: str | None, attempts: Iterable[Iterable[Attempt]], before: str | None
) -> str | None:
    """Return the assignment to collect, by its whole name where a notebook gives it; None when no
    notebook names one.
    """
    declared = Counter(
        one.notebook.declared for found in attempts for one in found if one.notebook.declared
    )
    if assignment is None:
        if before is None and len(declared) > 1:
            several = ", ".join(
                f"{shown(name[:40])} ({count})" for name, count in declared.most_common(5)
            )
            raise CannotCollect(
                f"The notebooks belong to several assignments: {several}. Say which: --assignment "
                "04."
            )
        return before or next(iter(declared), None)
    fitting = [name for name in declared if fits(name, assignment)]
    wanted = fitting[0] if len(fitting) == 1 else assignment
    if before and not (fits(before, wanted) or fits(wanted, before)):
        raise CannotCollect(
            f"The folder holds {shown(before)} already. Name another folder for {shown(wanted)}."
        )
    return wanted


def fits(declared: str, wanted: str) -> bool:
    return wanted in (declared, declared.split("_")[0])


def choose(found: Sequence[Attempt], wanted: str | None) -> tuple[Attempt | None, list[Left]]:
    """Return the notebook of one learner that counts, and why each other one does not.

    First comes what names the assignment and was worked on, then the latest. Where nothing tells
    which of two is later, the one that was not taken is for a person to look at.
    """
    best = max(sorted(found, key=lambda one: one.origin), key=lambda one: _order(one, wanted))
    chosen, left = best if _rank(best, wanted) else None, []
    for one in found:
        if not _rank(one, wanted):
            reason = f"it belongs to another assignment ({str(one.notebook.declared)[:40]})"
            left.append(Left(one.origin, reason, chosen is not None))
        elif one is not best:
            same = one.notebook.sha256 == best.notebook.sha256
            words = (
                f"{'the same' if same else 'another'} notebook of {one.author.name} was taken: "
                f"{best.origin}"
            )
            left.append(Left(one.origin, words, same or _is_clear(best, one, wanted)))
    return chosen, left


def _rank(one: Attempt, wanted: str | None) -> int:
    """Return how likely a notebook is the one that is meant; 0 for another assignment's."""
    notebook = one.notebook
    if notebook.declared is None:
        return 2 if notebook.readable else 1
    if wanted is not None and not fits(notebook.declared, wanted):
        return 0
    return 3 if notebook.blank else 4


def _order(one: Attempt, wanted: str | None) -> tuple:
    time = -math.inf if one.time is None else one.time
    return (
        _rank(one, wanted),
        time,
        one.notebook.file.inner,
        one.notebook.file.parts[-1] == f"{wanted}.ipynb",
    )


def _is_clear(best: Attempt, other: Attempt, wanted: str | None) -> bool:
    """Return whether rank or time tell that `best` counts and not `other`; times within one
    download do not.
    """
    if _rank(best, wanted) != _rank(other, wanted):
        return True
    told = best.handed_in is not None or best.source != other.source
    return told and best.time != other.time


def _is_notebook(parts: Parts) -> bool:
    return parts[-1].lower().endswith(".ipynb")


def _examined(file: File) -> Notebook:
    content = file.read()
    try:
        notebook = parsed_json(content)
    except (ValueError, RecursionError):  # Unreadable is a ValueError
        notebook = None
    readable = isinstance(notebook, dict) and isinstance(notebook.get("cells"), list)
    declared = declared_assignment(notebook) if readable else None
    blank = readable and holds_no_work(content)
    named = (declared or "")[:200] or None
    return Notebook(file, hashlib.sha256(content).hexdigest(), readable, blank, named)


def shown(text: str) -> str:
    """Return untrusted text on one line of a terminal."""
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return (
        text
        if len(text) <= MAX_SHOWN
        else f"{text[: MAX_SHOWN // 2]} ... {text[-MAX_SHOWN // 2 :]}"
    )
