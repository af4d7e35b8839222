"""The words of the story world, read from its text files: names, animals, things, places, doings,
synonyms.

Each file is a list that a person can read and extend; `#` begins a comment.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

LISTS = Path(__file__).parents[1] / "lists"


@dataclass(frozen=True)
class Doing:
    """Something people do, in three forms: fly kites, flew kites, flying kites."""

    do: str
    did: str
    doing: str


@dataclass(frozen=True)
class ThingKind:
    """A kind of thing; `looks` are adjectives it may have, `portion` what one takes of it (a
    slice).
    """

    noun: str
    tags: frozenset[str]
    looks: tuple[str, ...]
    portion: str


@dataclass(frozen=True)
class PlaceKind:
    """A kind of place, with its words for being and going there, its hidden spots, and what is seen
    and done there.
    """

    noun: str
    at: str
    to: str
    tags: frozenset[str]
    spots: tuple[str, ...]
    details: tuple[str, ...]
    doings: tuple[Doing, ...]

    @property
    def id(self) -> str:
        """What the truth calls this place."""
        return self.noun


@dataclass(frozen=True)
class CharacterKind:
    """An animal or a calling (baker, nurse); `pronouns` are those it may have."""

    noun: str
    tags: frozenset[str]
    pronouns: tuple[str, ...]
    looks: tuple[str, ...]


def lines(name: str) -> list[str]:
    """Return the lines of a list of this world, without comments and empty lines."""
    kept = (
        line.split("#")[0].strip()
        for line in (LISTS / name).read_text(encoding="utf-8").splitlines()
    )
    return [line for line in kept if line]


def parts(text: str, mark: str = ";") -> tuple[str, ...]:
    """The pieces between marks, without spaces around them.

    >>> parts("red; blue ;")
    ('red', 'blue')
    """
    return tuple(piece.strip() for piece in text.split(mark) if piece.strip())


@cache
def things() -> tuple[ThingKind, ...]:
    """All kinds of things."""
    return tuple(_thing(*parts(line, "|")) for line in lines("things.txt"))


def _thing(noun: str, tags: str, looks: str, portion: str = "piece") -> ThingKind:
    return ThingKind(noun, frozenset(tags.split()), parts(looks), portion)


@cache
def character_kinds() -> tuple[CharacterKind, ...]:
    """All animals and callings."""
    return tuple(_character_kind(*parts(line, "|")) for line in lines("kinds.txt"))


def _character_kind(noun: str, tags: str, pronouns: str, looks: str) -> CharacterKind:
    return CharacterKind(noun, frozenset(tags.split()), tuple(pronouns.split()), parts(looks))


@cache
def places() -> tuple[PlaceKind, ...]:
    """All kinds of places; a line with `=` begins one."""
    found: list[list[str]] = []
    for line in lines("places.txt"):
        if line.startswith("="):
            found.append([])
        found[-1].append(line)
    return tuple(_place(rows) for rows in found)


def _place(rows: list[str]) -> PlaceKind:
    noun, at, to, tags = parts(rows[0].lstrip("= "), "|")
    more = {row.split(":", 1)[0]: parts(row.split(":", 1)[1]) for row in rows[1:]}
    doings = tuple(Doing(*parts(doing, "/")) for doing in more["do"])
    return PlaceKind(noun, at, to, frozenset(tags.split()), more["spots"], more["details"], doings)


@cache
def lists() -> dict[str, tuple[str, ...]]:
    """Lists by name, each a line `name: one; another`: given names, synonyms, weathers."""
    return {line.split(":", 1)[0]: parts(line.split(":", 1)[1]) for line in lines("words.txt")}


@cache
def swaps() -> dict[str, tuple[str, ...]]:
    """For each word that has equals, all of them, itself included."""
    groups = [parts(line) for line in lines("swaps.txt")]
    return {word: group for group in groups for word in group}
