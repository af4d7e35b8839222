"""Nouns, adjectives, people and verbs with their forms, read from tables in which regular forms are
left out.
"""

from dataclasses import dataclass
from typing import Literal, cast

from everyday.phrases import Words, entries
from everyday.spelling import begins_with_vowel

Gender = Literal["m", "f"]
JE, TU, IL, NOUS, VOUS, ILS = range(6)  # rows of every table of French verbs
MY = (
    Words("my", "mon ma mes"),
    Words("your", "ton ta tes"),
    Words("his", "son sa ses"),
    Words("her", "son sa ses"),
    Words("our", "notre notre nos"),
    Words("their", "leur leur leurs"),
)


@dataclass(frozen=True)
class Subject:
    """Who or what does something: its words, the row of the verb, and its gender where that is
    known.
    """

    en: str
    fr: str
    person: int
    gender: Gender | None

    @property
    def plural(self) -> bool:
        return self.person >= NOUS


@dataclass(frozen=True)
class Noun:
    """A noun, or a noun with its adjective, without an article; `plural` says which of its forms
    this is.
    """

    en: str
    fr: str
    gender: Gender
    plural: bool = False

    @property
    def the(self) -> Subject:
        article = "les" if self.plural else {"m": "le", "f": "la"}[self.gender]
        return self._subject("the", article)

    @property
    def a(self) -> Words:
        """One of it; of a noun in the singular."""
        return Words(
            f"{indefinite(self.en)} {self.en}", f"{'un' if self.gender == 'm' else 'une'} {self.fr}"
        )

    @property
    def some(self) -> Words:
        """A part of it: some water, de l'eau; "de" and the article are contracted by the speller."""
        return Words(f"some {self.en}", f"de {self.the.fr}")

    @property
    def in_general(self) -> Words:
        """All of it: bread, le pain."""
        return Words(self.en, self.the.fr)

    @property
    def this(self) -> Subject:
        fr = "ces" if self.plural else {"m": "ce", "f": "cette"}[self.gender]
        return self._subject("these" if self.plural else "this", fr)

    def of(self, owner: Words) -> Subject:
        """`owner` is a line of MY."""
        masculine, feminine, plural = owner.fr.split()
        return self._subject(
            owner.en, plural if self.plural else masculine if self.gender == "m" else feminine
        )

    def _subject(self, en: str, fr: str) -> Subject:
        return Subject(
            f"{en} {self.en}", f"{fr} {self.fr}", ILS if self.plural else IL, self.gender
        )


def indefinite(english: str) -> str:
    """
    >>> indefinite("apple"), indefinite("uniform"), indefinite("hour")
    ('an', 'a', 'an')
    """
    if english.startswith(("uni", "use", "euro", "one")):
        return "a"
    return "an" if english.startswith(("a", "e", "i", "o", "u", "hour", "honest")) else "a"


@dataclass(frozen=True)
class Adjective:
    """An adjective with its four French forms; `before` is the form before a vowel of one that
    precedes its noun.
    """

    en: str
    masculine: str
    feminine: str
    masculine_plural: str
    before: str | None

    def agree(self, who: Subject | Noun) -> str:
        """The French form for a subject or noun; one of unknown gender must not meet two forms (see
        `fits`).
        """
        if who.gender == "f":
            return self.feminine + "s" * who.plural
        return self.masculine_plural if who.plural else self.masculine

    def fits(self, who: Subject) -> bool:
        return who.gender is not None or self.masculine == self.feminine

    def with_noun(self, noun: Noun) -> Noun:
        """
        >>> adjectives("old = vieux vieille vieux < vieil")[0].with_noun(nouns("tree = arbre m")[0].one).fr
        'vieil arbre'
        """
        fr = self.agree(noun)
        if self.before is None:
            return Noun(f"{self.en} {noun.en}", f"{noun.fr} {fr}", noun.gender, noun.plural)
        if noun.gender == "m" and not noun.plural and begins_with_vowel(noun.fr):
            fr = self.before
        return Noun(f"{self.en} {noun.en}", f"{fr} {noun.fr}", noun.gender, noun.plural)


@dataclass(frozen=True)
class Numbers:
    """A noun in both numbers."""

    one: Noun
    many: Noun


def nouns(table: str) -> tuple[Numbers, ...]:
    """One noun an entry, `english[/plural] = french[/plural] gender`, plurals where they are not
    regular.

    >>> knife = nouns("knife/knives = couteau m")[0]
    >>> knife.one.the.fr, knife.many.the.fr, knife.many.the.en
    ('le couteau', 'les couteaux', 'the knives')
    """
    return tuple(_noun(line) for line in entries(table))


def _noun(line: str) -> Numbers:
    english, right = (part.strip() for part in line.split("="))
    french, written = right.rsplit(" ", 1)
    gender = cast(Gender, written)
    en, _, en_plural = english.partition("/")
    fr, _, fr_plural = french.partition("/")
    many = Noun(en_plural or en + "s", fr_plural or french_plural(fr), gender, plural=True)
    return Numbers(Noun(en, fr, gender), many)


def french_plural(noun: str) -> str:
    """
    >>> french_plural("bras"), french_plural("bateau"), french_plural("journal"), french_plural("chat")
    ('bras', 'bateaux', 'journaux', 'chats')
    """
    if noun.endswith(("s", "x", "z")):
        return noun
    if noun.endswith("al"):
        return noun[:-1] + "ux"
    return noun + ("x" if noun.endswith(("eau", "eu")) else "s")


def adjectives(table: str) -> tuple[Adjective, ...]:
    """One adjective an entry: `english = masculine [feminine [masculine plural]] [< form before a
    vowel]`.

    "<" marks one that precedes its noun; an underscore is a space within a form.
    """
    return tuple(_adjective(line) for line in entries(table))


def _adjective(line: str) -> Adjective:
    english, right = (part.strip() for part in line.split("="))
    forms, precedes, before = (part.strip() for part in right.partition("<"))
    masculine, *others = (form.replace("_", " ") for form in forms.split())
    feminine = others[0] if others else masculine if masculine.endswith("e") else masculine + "e"
    plural = (
        others[1]
        if others[1:]
        else masculine
        if masculine.endswith(("s", "x"))
        else masculine + "s"
    )
    return Adjective(
        english, masculine, feminine, plural, (before or masculine) if precedes else None
    )
