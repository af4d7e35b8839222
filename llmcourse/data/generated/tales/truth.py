"""What is known of a tale besides its text: who, what, where, what happened and why, and where the
text says so.

All places in the text are character offsets, start included, end excluded. Used from chapter 6 on.
"""

from dataclasses import dataclass
from typing import Literal

Form = Literal["name", "noun", "pronoun"]
Ending = Literal["happy", "sad", "surprising"]
Label = Literal["PER", "PLACE", "THING"]


@dataclass(frozen=True)
class Character:
    """Someone in the tale as they are at the end; `kind` is girl, boy, woman, man, a calling or an
    animal.
    """

    name: str
    kind: str
    pronoun: str
    place: str
    feeling: str


@dataclass(frozen=True)
class Thing:
    """Something in the tale as it is at the end; `holder` is a character or None, `marks` such as
    broken or wet.
    """

    name: str
    look: str
    owner: str | None
    holder: str | None
    place: str | None
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """One thing that happened, in the order of the world; `because` is the number of the event that
    caused it.

    `start` and `end` bound the words that tell it; `reason` bounds the words that give the reason,
    where there are any.
    """

    kind: str
    who: tuple[str, ...]
    things: tuple[str, ...]
    places: tuple[str, ...]
    start: int
    end: int
    because: int | None
    reason: tuple[int, int] | None


@dataclass(frozen=True)
class Mention:
    """Words that stand for someone or something, by name, by a noun, or by a pronoun.

    For "they" there are two mentions, one for each of the two whom it means.
    """

    start: int
    end: int
    label: Label
    of: str
    form: Form


@dataclass(frozen=True)
class Truth:
    """The state of the world behind a tale at its end, and all that happened on the way."""

    plot: str
    ending: Ending
    moral: bool
    title: bool
    characters: tuple[Character, ...]
    things: tuple[Thing, ...]
    places: tuple[str, ...]
    events: tuple[Event, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True)
class Tale:
    """A story; `sentences` bound each sentence of `text`, and paragraphs are parted by one line
    break.
    """

    text: str
    sentences: tuple[tuple[int, int], ...]
    truth: Truth

    def sentence_texts(self) -> list[str]:
        """Return the sentences in their order, without the spaces between them."""
        return [self.text[start:end] for start, end in self.sentences]

    def paragraphs(self) -> list[str]:
        """Return the paragraphs in their order; a title, where there is one, is the first."""
        return self.text.split("\n")
