"""Small labeled sets written by hand for the course: names in sentences, and the subject of a text.

Splits: within each kind, of each seven entries in a row the fourth is validation and the seventh is test, so that every
kind is in every split. Used in chapters 6, 7 and 10; the cards tell the rest.
"""

import re
from dataclasses import dataclass
from typing import Literal

from llmcourse.data.splits import Split
from llmcourse.data.written import rows_of

EntityLabel = Literal["PER", "LOC", "ORG"]
EntityKind = Literal["news", "sports", "business", "science", "travel", "letters", "dialogue", "fiction"]
Topic = Literal["sports", "food", "science", "money", "travel", "health", "music"]
MARK = re.compile(r"\[(PER|LOC|ORG) ([^\[\]]+)\]")


@dataclass(frozen=True)
class Entity:
    """A name in a text: the characters from `start` up to, but not including, `end`."""

    start: int
    end: int
    label: EntityLabel


@dataclass(frozen=True)
class EntitySentence:
    """A sentence and the names in it, in their order; `kind` is the kind of text it is written like."""

    id: str
    kind: EntityKind
    text: str
    entities: tuple[Entity, ...]


def entities(split: Split | None = None) -> list[EntitySentence]:
    """Sentences with their persons, places and organizations, and some without any."""
    return [EntitySentence(row["id"], row["kind"], *unmarked(row["marked"])) for row in rows_of("entities", split)]


def unmarked(marked: str) -> tuple[str, tuple[Entity, ...]]:
    """A text whose names are marked in brackets, as the plain text and the places of the names in it.

    Raises ValueError if a bracket is left over.

    >>> unmarked("[PER Ada Obi] left [LOC Lagos].")
    ('Ada Obi left Lagos.', (Entity(start=0, end=7, label='PER'), Entity(start=13, end=18, label='LOC')))
    """
    text, before = MARK.sub(r"\2", marked), len("[PER ")
    if set("[]") & set(text):
        raise ValueError(f"A bracket is left in {text!r}. Mark a name as [PER Ada Obi], with PER, LOC or ORG.")
    found = enumerate(MARK.finditer(marked))
    shifts = [(mark, number * (before + 1) + before) for number, mark in found]  # one closing bracket each
    return text, tuple(Entity(mark.start(2) - shift, mark.end(2) - shift, mark[1]) for mark, shift in shifts)


@dataclass(frozen=True)
class TopicText:
    """A short text and its subject."""

    id: str
    topic: Topic
    text: str


def topics(split: Split | None = None) -> list[TopicText]:
    """Short texts on seven subjects, equally many of each; hardly a word gives a subject away."""
    return [TopicText(**row) for row in rows_of("topics", split)]
