"""Bundled data: real text, small labeled sets and what was written for the course, each with a card
and a license.

Every set has a reader, a function that returns frozen dataclasses: `speeches.speeches("train")`.
`names` lists the sets, and `card` shows where one comes from, how it was made and what is wrong
with it. Used from chapter 1 on.
"""

import importlib.resources
from dataclasses import dataclass
from importlib.resources.abc import Traversable


@dataclass(frozen=True)
class Card:
    """The data card of one set, Markdown; a notebook shows it formatted."""

    name: str
    text: str

    def _repr_markdown_(self) -> str:
        return self.text

    def __str__(self) -> str:
        return self.text


def names() -> list[str]:
    """Return the names of all sets that have a card, in alphabetical order."""
    return sorted(entry.name for entry in _folder().iterdir() if (entry / "card.md").is_file())


def card(name: str) -> Card:
    """Return the data card of a set: rows, sizes, license, source, how it was made, known
    faults.
    """
    if name not in names():
        raise ValueError(f"There is no data set {name!r}. There are: {', '.join(names())}.")
    return Card(name, (_folder() / name / "card.md").read_text(encoding="utf-8"))


def _folder() -> Traversable:
    return importlib.resources.files(__name__) / "files"
