"""Casting: who may be in a story, drawn from the lexicon so that names differ and pronouns mostly
do.
"""

from tales.telling.cast import Actor
from tales.world.chance import Dice
from tales.world.lexicon import CharacterKind, character_kinds, lists

OTHER = {"he": "she", "she": "he"}
PARENTS = {"she": ("Mom", "Mama", "mother"), "he": ("Dad", "Papa", "father")}
GRAND = {"she": ("Grandma", "grandmother"), "he": ("Grandpa", "grandfather")}
TITLES = {"he": ("Mr.",), "she": ("Mrs.", "Miss")}


class Casting:
    """Makes actors for one story; `animals` says whether its people are animals."""

    def __init__(self, dice: Dice, animals: bool) -> None:
        self.dice = dice
        self.animals = animals
        self.taken: list[str] = []  # names and kinds in use

    def hero(self) -> Actor:
        """The one whom the story is about."""
        return self._someone(self.dice.pick(("he", "she")), None, "")

    def friend(self, of: Actor) -> Actor:
        """A friend, of the other pronoun in two cases of three."""
        return self._someone(self._pronoun_beside(of), of, self.dice.pick(lists()["friend"]))

    def sibling(self, of: Actor, age: str = "") -> Actor:
        """A brother or sister: "little", "big", or either."""
        pronoun = self._pronoun_beside(of)
        noun = {"he": "brother", "she": "sister"}[pronoun]
        return self._someone(
            pronoun, of, f"{age or self.dice.pick(('little', 'big'))} {noun}", of.kind
        )

    def stranger(self, beside: Actor) -> Actor:
        """A child, or a young animal, whom nobody in the story knows."""
        return self._someone(self._pronoun_beside(beside), None, "")

    def parent(self, of: Actor) -> Actor:
        """Mother or father, of the other pronoun in two cases of three."""
        pronoun = self._pronoun_beside(of)
        name, animal_name, noun = PARENTS[pronoun]
        words = noun
        if self.dice.chance(0.6) and not self.animals:
            words = {"Mom": "mom", "Dad": "dad"}[name]
        return self._family(of, animal_name if self.animals else name, words, pronoun)

    def elder(self, of: Actor) -> Actor:
        """A grandparent, an aunt or uncle, or an old neighbor."""
        pronoun = self._pronoun_beside(of)
        if self.dice.chance(0.5):
            name, noun = GRAND[pronoun]
            return self._family(of, name, noun if self.dice.chance(0.5) else name.lower(), pronoun)
        return self.neighbor(of, pronoun)

    def neighbor(self, of: Actor, pronoun: str = "") -> Actor:
        """A grown-up with a surname next door, or a wise old animal."""
        pronoun = pronoun or self._pronoun_beside(of)
        if self.animals:
            return self.worker("wise", of)
        name = f"{self.dice.pick(TITLES[pronoun])} {self._name('surnames')}"
        kind = {"he": "man", "she": "woman"}[pronoun]
        intro = self.dice.pick(("neighbor", "old neighbor", "kind neighbor"))
        return Actor(name, kind, pronoun, intro, frozenset({"grown", kind}), of, name)

    def worker(self, tag: str, beside: Actor) -> Actor:
        """Someone known by a calling or kind alone, such as the baker or the old owl."""
        kind = self._kind(
            "wise" if self.animals and tag not in ("small", "thief", "bird", "insect") else tag
        )
        pronoun = self._pronoun_beside(beside)
        pronoun = pronoun if pronoun in kind.pronouns else kind.pronouns[0]
        look = self.dice.pick(kind.looks)
        polite = (
            {"he": "sir", "she": "ma'am"}[pronoun]
            if "calling" in kind.tags
            else kind.noun.capitalize()
        )
        return Actor(
            f"the {kind.noun}", kind.noun, pronoun, f"{look} {kind.noun}", kind.tags, None, polite
        )

    def pet(self, of: Actor) -> Actor:
        """A named pet."""
        kind, pronoun = self._kind("pet"), self._pronoun_beside(of)
        name = self._name("pets")
        return Actor(
            name,
            kind.noun,
            pronoun,
            kind.noun,
            kind.tags | {"animal"},
            of,
            name,
            f"the {kind.noun}",
        )

    def _someone(self, pronoun: str, of: Actor | None, relation: str, kind_noun: str = "") -> Actor:
        if not self.animals:
            child = {"he": "boy", "she": "girl"}[pronoun]
            name = self._name({"he": "boys", "she": "girls"}[pronoun])
            intro = relation or f"{self.dice.pick(lists()['child looks'])} {child}".strip()
            return Actor(name, child, pronoun, intro, frozenset({"child", child}), of, name)
        kind = next(
            (one for one in character_kinds() if one.noun == kind_noun), None
        ) or self._kind("tale")
        name = self._name({"he": "animal boys", "she": "animal girls"}[pronoun])
        intro = relation or f"{self.dice.pick(kind.looks)} {kind.noun}"
        alias = "" if kind_noun else f"the {kind.noun}"
        return Actor(
            name, kind.noun, pronoun, intro, kind.tags | {"animal", "child"}, of, name, alias
        )

    def _family(self, of: Actor, name: str, intro: str, pronoun: str) -> Actor:
        kind = of.kind if self.animals else {"he": "man", "she": "woman"}[pronoun]
        self.taken.append(name)
        return Actor(name, kind, pronoun, intro, frozenset({"grown", "family"}), of, name)

    def _pronoun_beside(self, other: Actor) -> str:
        return OTHER[other.pronoun] if self.dice.chance(0.75) else other.pronoun

    def _kind(self, tag: str) -> CharacterKind:
        kind = self.dice.pick(
            [one for one in character_kinds() if tag in one.tags and one.noun not in self.taken]
        )
        self.taken.append(kind.noun)
        return kind

    def _name(self, list_name: str) -> str:
        initials = {name[0] for name in self.taken if name[0].isupper()}
        name = self.dice.pick([name for name in lists()[list_name] if name[0] not in initials])
        self.taken.append(name)
        return name
