"""The list of learners that Canvas or Moodle exports, and who of them handed in what.

A learner's file is matched with a row by login, number, address or name, and only when one row and
one file are meant: nobody is guessed.
"""

import csv
import io
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 20_000_000
CANVAS = ("SIS Login ID", "SIS User ID", "ID", "Integration ID")
MOODLE = ("Username", "ID number", "Email address", "Identifier")
NAMES = (
    ("Student",),
    ("Full name",),
    ("LastName", "FirstName"),
    ("Last name", "First name"),
    ("Surname", "First name"),
)


class BadRoster(ValueError):
    """A file that is no list of learners; the message says what is missing."""


@dataclass(frozen=True)
class Roster:
    """The rows of an export, as they are: its kind ("Canvas" or "Moodle"), column names, one row a
    learner.
    """

    kind: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def value(self, row: int, column: str) -> str:
        """Return what a row says in a column; empty when there is no such column."""
        return self.rows[row][self.head.index(column)].strip() if column in self.head else ""

    def name(self, row: int) -> str:
        """Return the learner's name as the row has it."""
        for columns in NAMES:
            text = " ".join(self._named(row, columns))
            if text.strip():
                return text
        return ""

    def keys(self, row: int) -> set[str]:
        """Return everything by which a row may be known, folded."""
        known = {
            match_key(self.value(row, column))
            for column in (CANVAS if self.kind == "Canvas" else MOODLE)
        }
        return (known | {way for columns in NAMES for way in _ways(self._named(row, columns))}) - {
            ""
        }

    def _named(self, row: int, columns: Sequence[str]) -> list[str]:
        return [self.value(row, column) for column in columns]


@dataclass(frozen=True)
class Matches:
    """Who is who: the row of each file that has one, why others have none, and the rows without a
    file.
    """

    row_of: dict[int, int]  # place in the list of learners -> row
    unmatched: tuple[tuple[int, str], ...]
    without_file: tuple[int, ...]


def read_roster(path: Path) -> Roster:
    """Return the list in a CSV file; raises BadRoster when it is neither Canvas's nor Moodle's."""
    if not path.is_file():
        raise BadRoster(f"There is no file {path}. Name the CSV that Canvas or Moodle exports.")
    if path.stat().st_size > MAX_BYTES:
        raise BadRoster(
            f"{path} is larger than {MAX_BYTES // 1_000_000} MB: this is no list of learners."
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadRoster(
            f"{path} is not in UTF-8. Export it again, or save it as CSV UTF-8."
        ) from None
    return _roster(text, path)


def match_key(text: str) -> str:
    """Return letters and digits alone, without case or accents.

    >>> folded("Núñez, José")
    'nunezjose'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if letter.isalnum())


def match(roster: Roster, learners: Sequence[str]) -> Matches:
    """Find every learner's row; two rows for one learner, or two learners for one row, are
    nobody's.
    """
    rows_by_key = defaultdict(set)
    for row in range(len(roster.rows)):
        for key in roster.keys(row):
            rows_by_key[key].add(row)
    found = [rows_by_key.get(match_key(learner), set()) for learner in learners]
    sure = {place: min(rows) for place, rows in enumerate(found) if len(rows) == 1}
    claims = Counter(sure.values())
    row_of = {place: row for place, row in sure.items() if claims[row] == 1}
    unmatched = tuple(
        (place, _why(rows)) for place, rows in enumerate(found) if place not in row_of
    )
    meant = set().union(*found)
    return Matches(
        row_of, unmatched, tuple(row for row in range(len(roster.rows)) if row not in meant)
    )


def _why(rows: set[int]) -> str:
    if not rows:
        return "no row is under this name"
    return "several rows fit" if len(rows) > 1 else "another file fits the same row"


def _roster(text: str, path: Path) -> Roster:
    lines = text.lstrip("\n\r").split("\n", 1)[0]
    delimiter = max(",;\t", key=lines.count)
    try:
        table = [
            tuple(row)
            for row in csv.reader(io.StringIO(text), delimiter=delimiter)
            if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise BadRoster(f"{path} is no CSV file: {error}.") from None
    head = tuple(name.strip() for name in table[0]) if table else ()
    kind = _kind(head)
    if kind is None:
        raise BadRoster(
            f"{path} is no list of learners of Canvas or Moodle. Expected columns Student, ID and "
            "Section (Canvas), or "
            f"one of {', '.join(MOODLE)} (Moodle); found {', '.join(head[:8]) or 'nothing'}."
        )
    full = [(row + ("",) * len(head))[: len(head)] for row in table[1:]]
    return Roster(kind, head, tuple(row for row in full if not _is_no_learner(row)))


def _kind(head: Sequence[str]) -> str | None:
    if {"ID", "Section"} <= set(head) and {"Student", "LastName"} & set(head):
        return "Canvas"
    return "Moodle" if set(MOODLE) & set(head) else None


def _is_no_learner(row: Sequence[str]) -> bool:
    """Return Canvas's row of possible points, of posting policies, and its test student."""
    first = row[0].strip()
    return first in ("Points Possible", "Student, Test") or (not first and not any(row[1:3]))


def _ways(names: Sequence[str]) -> Iterator[str]:
    """Yield a name in its order and, when its parts are known, with the last name first or last."""
    parts = [part for name in names for part in name.split(",", 1)]
    yield match_key(" ".join(parts))
    yield match_key(" ".join(reversed(parts)))
