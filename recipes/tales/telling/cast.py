"""Who and what a story is about, with the words for them: actors, items, spots and places as the
teller needs them.
"""

from dataclasses import dataclass, field

from tales.world.lexicon import Doing, PlaceKind

FORMS = {  # pronoun: object, possessive before a noun, reflexive, possessive alone
    "he": ("him", "his", "himself", "his"),
    "she": ("her", "her", "herself", "hers"),
}


@dataclass(frozen=True)
class Actor:
    """A character; `name` is how the text calls them once they are known ("Ben", "the baker",
    "Mom").

    `intro` is a noun with its adjectives ("little girl", "friend"), `of` the actor that it relates
    to (Tom's friend).
    """

    name: str
    kind: str
    pronoun: str
    intro: str
    tags: frozenset[str]
    of: "Actor | None" = None
    vocative: str = ""
    alias: str = ""  # another way to call them once they are known: the fox

    @property
    def proper(self) -> bool:
        """Whether the name is a name, and not a noun with an article."""
        return not self.name.startswith("the ")

    @property
    def id(self) -> str:
        """What the truth calls this character: the name, or the noun alone."""
        return self.name.removeprefix("the ")


@dataclass(eq=False)
class Item:
    """A thing; `look` is an adjective or empty, `owner` changes hands as the story goes on."""

    noun: str
    look: str
    tags: frozenset[str]
    portion: str = "piece"
    owner: Actor | None = None

    @property
    def id(self) -> str:
        """What the truth calls this thing."""
        return self.noun

    @property
    def plural(self) -> bool:
        """Whether its verb is in the plural (boots, mittens)."""
        return "plural" in self.tags


@dataclass(frozen=True)
class Spot:
    """A small place inside a place, as a phrase: under the old bench."""

    words: str


@dataclass(frozen=True)
class Phrase:
    """Any other words that a frame takes in: a wish, a secret, a number."""

    words: str


Role = Actor | Item | PlaceKind | Spot | Phrase | Doing
LETTERS: tuple[tuple[type, str], ...] = (
    (Actor, "ABC"),
    (Item, "TU"),
    (PlaceKind, "PQ"),
    (Spot, "SR"),
    (Phrase, "XY"),
    (Doing, "VW"),
)


def lettered(roles: tuple[Role, ...]) -> dict[str, Role]:
    """Give each role its letter: characters A B C, things T U, places P Q, spots S R, phrases X Y,
    doings V W.
    """
    named: dict[str, Role] = {}
    for role in roles:
        letters = next(letters for kind, letters in LETTERS if isinstance(role, kind))
        named[next(letter for letter in letters if letter not in named)] = role
    return named


@dataclass
class Memory:
    """What reader and teller know at a point of the text: who was introduced, who was mentioned in
    which sentence.
    """

    known: list[str] = field(default_factory=list)
    said: list[tuple[int, str, str]] = field(default_factory=list)  # sentence, who or what, pronoun
    sentence: int = 0
    paragraph: int = 0  # its first sentence

    def note(self, id: str, pronoun: str) -> None:
        """Remember a mention in the current sentence."""
        self.said.append((self.sentence, id, pronoun))
        if id not in self.known:
            self.known.append(id)

    def window(self) -> list[tuple[int, str, str]]:
        """The mentions in this sentence and the one before it, within the paragraph."""
        first = max(self.sentence - 1, self.paragraph)
        return [one for one in self.said[-12:] if one[0] >= first]
