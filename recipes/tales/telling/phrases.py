"""Noun phrases: whether to say Tom, he, the boy, his friend Tom, a red kite or it, and never so
that it is unclear.

The rule for pronouns: in its own sentence a pronoun needs to be the only one of its kind so far;
from sentence to sentence its bearer must be the only one of that kind who was mentioned in the
sentence before; a possessive may also mean whoever was mentioned first or last in its sentence. A
new paragraph, and someone not yet introduced, take a name.
"""

from dataclasses import dataclass

from llmcourse.data.generated.tales.truth import Label
from tales.telling.cast import FORMS, Actor, Item, Memory, Phrase, Role, Spot
from tales.world.chance import Dice
from tales.world.lexicon import Doing, PlaceKind

VOWELS = ("hour", "honest")
CONSONANTS = ("use", "uni", "one", "eu")
PLURAL = {
    "was": ("was", "were"),
    "is": ("is", "are"),
    "has": ("has", "have"),
    "this": ("this", "these"),
}
PLURAL |= {"its": ("its", "their"), "looks": ("looks", "look"), "s": ("s", "")}


@dataclass(frozen=True)
class Piece:
    """Some words of the text, and whom or what they mention; `form` is name, noun or pronoun."""

    text: str
    label: Label | None = None
    of: str = ""
    form: str = ""
    also: str = ""  # the second of two whom they mention together


def article(words: str) -> str:
    """The words with a or an before them.

    >>> article("old hat"), article("unicorn"), article("hour")
    ('an old hat', 'a unicorn', 'an hour')
    """
    lower = words.lower()
    vowel = lower.startswith(VOWELS) or (lower[0] in "aeiou" and not lower.startswith(CONSONANTS))
    return f"{'an' if vowel else 'a'} {words}"


def clear(memory: Memory, id: str, pronoun: str) -> bool:
    """Whether a pronoun at this point can mean only the one with this id."""
    window = [one for one in memory.window() if one[2] == pronoun]
    here = [who for sentence, who, _ in window if sentence == memory.sentence]
    return {who for _, who, _ in window} == {id} if not here else set(here) == {id}


def near(memory: Memory, id: str) -> bool:
    """Whether this character was mentioned first or last in the sentence so far, so that "his" or
    "her" is theirs.
    """
    people = [
        who
        for sentence, who, pronoun in memory.window()
        if sentence == memory.sentence and pronoun in FORMS
    ]
    return id in people[:1] + people[-1:]


class Phrases:
    """Chooses noun phrases, and remembers what was mentioned."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.memory = Memory()

    def of(self, role: Role, form: str) -> list[Piece]:
        """The words for a role in the form that a slot asks for."""
        if isinstance(role, Actor):
            return self.actor(role, form)
        if isinstance(role, Item):
            return self.item(role, form)
        if isinstance(role, PlaceKind):
            return self.place(role, form)
        if isinstance(role, Doing):
            return [Piece(getattr(role, form or "do"))]
        assert isinstance(role, Spot | Phrase)
        return [Piece(role.words)]

    def actor(self, actor: Actor, form: str) -> list[Piece]:
        """A character: the subject without a form; "o" object, "'s" possessive, "n" never a
        pronoun, "v" addressed, "hers" of theirs, "bare" and "intro" for a first mention by name and
        by description.
        """
        if form == "kind":
            return [Piece(actor.kind)]
        if form == "v":
            return self._mention(actor, actor.vocative or actor.name)
        if form in ("bare", "first") and actor.id not in self.memory.known:
            return self._bare(actor, form)
        if form == "intro" or actor.id not in self.memory.known:
            return self._introduction(actor, "'s" if form == "'s" else "")
        if form == "self":
            return self._pronoun(actor, FORMS[actor.pronoun][2])
        if form == "name":
            return self._mention(actor, actor.name)
        if form == "'s" and near(self.memory, actor.id):
            return self._pronoun(actor, FORMS[actor.pronoun][1])
        if form != "n" and clear(self.memory, actor.id, actor.pronoun) and self._willing(actor):
            object, possessive, _, predicate = FORMS[actor.pronoun]
            words = {"o": object, "'s": possessive, "hers": predicate}
            return self._pronoun(actor, words.get(form, actor.pronoun))
        return self._mention(actor, self._name(actor), "'s" if form in ("'s", "hers") else "")

    def _willing(self, actor: Actor) -> bool:
        here = any(
            sentence == self.memory.sentence and who == actor.id
            for sentence, who, _ in self.memory.window()
        )
        return here or self.dice.chance(0.8)

    def _name(self, actor: Actor) -> str:
        return actor.alias if actor.alias and self.dice.chance(0.15) else actor.name

    def _mention(self, actor: Actor, words: str, ending: str = "") -> list[Piece]:
        self.memory.note(actor.id, actor.pronoun)
        bare = words.removeprefix("the ")
        start = [Piece("the ")] if bare != words else []
        named = Piece(bare, "PER", actor.id, "name" if bare[0].isupper() else "noun")
        return start + [named] + ([Piece(ending)] if ending else [])

    def _pronoun(self, actor: Actor, word: str) -> list[Piece]:
        self.memory.note(actor.id, actor.pronoun)
        return [Piece(word, "PER", actor.id, "pronoun")]

    def _bare(self, actor: Actor, form: str) -> list[Piece]:
        """A first mention by name alone, or by name and kind: Tom; Pip the fox."""
        kind = [Piece(f" the {actor.kind}")] if form == "bare" and "animal" in actor.tags else []
        return [*self._mention(actor, actor.name), *kind]

    def _introduction(self, actor: Actor, ending: str) -> list[Piece]:
        name = actor.name if actor.proper and "family" not in actor.tags else ""
        if actor.of:
            before = [*self.actor(actor.of, "'s"), Piece(" ")]
            words = f"{actor.intro} " if name else actor.intro
        else:
            before = []
            words = article(actor.intro) + (
                f" {self.dice.pick(('named', 'called'))} " if name else ""
            )
        self.memory.note(actor.id, actor.pronoun)
        if name:
            kind = (
                f" the {actor.kind}"
                if actor.of
                and not ending
                and "animal" in actor.tags
                and actor.kind not in actor.intro
                else ""
            )
            return [
                *before,
                Piece(words),
                Piece(name, "PER", actor.id, "name"),
                Piece(kind + ending),
            ]
        *first, last = words.rsplit(" ", 1)
        return [
            *before,
            *(Piece(f"{one} ") for one in first),
            Piece(last, "PER", actor.id, "noun"),
            Piece(ending),
        ]

    def pair(self, first: Actor, second: Actor, form: str) -> list[Piece]:
        """Two characters together: both names, or they where that is clear."""
        window = {who for _, who, pronoun in self.memory.window() if pronoun in FORMS}
        if window == {first.id, second.id} and form != "n":
            for actor in (first, second):
                self.memory.note(actor.id, actor.pronoun)
            self.memory.note("both", "they")
            return [
                Piece(
                    {"o": "them", "'s": "their"}.get(form, "they"),
                    "PER",
                    first.id,
                    "pronoun",
                    second.id,
                )
            ]
        both = [*self.actor(first, "name"), Piece(" and "), *self.actor(second, "name")]
        self.memory.note("both", "they")
        return both + ([Piece("'s")] if form == "'s" else [])

    def item(self, item: Item, form: str) -> list[Piece]:
        """A thing: "a", "the" or "own" before it, "n" the noun alone, "it" where that is clear, or
        a verb for it.
        """
        if form in PLURAL:
            return [Piece(PLURAL[form][item.plural])]
        if form in ("portion", "bit"):
            return [
                Piece(
                    item.portion
                    if form == "portion" or item.portion == "half"
                    else article(item.portion)
                )
            ]
        if form in ("n", "name"):
            return self._thing(item, item.noun)
        pronoun = "they" if item.plural else "it"
        if form in ("it", "they"):
            if clear(self.memory, item.id, pronoun):
                self.memory.note(item.id, pronoun)
                word = pronoun if form == "they" or not item.plural else "them"
                return [Piece(word, "THING", item.id, "pronoun")]
            form = "the"
        return self._with_article(item, form or self._article(item))

    def _article(self, item: Item) -> str:
        if item.id not in self.memory.known:
            return "own" if item.owner and item.owner.id in self.memory.known else "a"
        mine = item.owner and clear(self.memory, item.owner.id, item.owner.pronoun)
        return "own" if mine and self.dice.chance(0.3) else "the"

    def _with_article(self, item: Item, form: str) -> list[Piece]:
        new = item.id not in self.memory.known
        full = f"{item.look} {item.noun}".strip()
        words = full if new or form == "a" or self.dice.chance(0.2) else item.noun
        if form == "own" and item.owner:
            return [*self.actor(item.owner, "'s"), Piece(" "), *self._thing(item, words)]
        if form != "a":
            return [Piece("the "), *self._thing(item, words)]
        start = article(words).removesuffix(words)
        if item.plural or "mass" in item.tags:
            start = "a pair of " if "pair" in item.tags else "some "
        return [Piece(start), *self._thing(item, words)]

    def _thing(self, item: Item, words: str) -> list[Piece]:
        self.memory.note(item.id, "they" if item.plural else "it")
        return [Piece(words, "THING", item.id, "noun")]

    def place(self, place: PlaceKind, form: str) -> list[Piece]:
        """A place: the park; "at" in the park, "to" to the park, "n" the noun alone."""
        words = {"at": place.at, "to": place.to, "n": place.noun}.get(form, f"the {place.noun}")
        before, noun, after = words.partition(place.noun)
        assert noun, f"{words!r} does not hold the noun {place.noun!r}"
        return [Piece(before), Piece(noun, "PLACE", place.noun, "noun"), Piece(after)]
