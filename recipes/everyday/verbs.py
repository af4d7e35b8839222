"""Verbs of both languages and the three forms of a simple sentence: statement, negation, question."""

from dataclasses import dataclass

from everyday.phrases import Words, entries
from everyday.spelling import english, french
from everyday.words import IL, JE, NOUS, Subject


@dataclass(frozen=True)
class EnglishVerb:
    """An English verb in one tense; `base` and `do` make its negation and question, a helping verb
    has no `do`.

    `do` is the form with I, you, we, they, and the one with he and she.
    """

    first: str
    third: str
    other: str
    base: str = ""
    do: tuple[str, str] | None = None
    no: str = " not"

    def form(self, who: Subject) -> str:
        return self.first if who.person == JE else self.third if _third(who) else self.other

    def negation(self, who: Subject) -> str:
        return f"{self.do[_third(who)]}n't {self.base}" if self.do else self.form(who) + self.no

    def question(self, who: Subject) -> str:
        if self.do is None:
            return f"{self.form(who)} {who.en}"
        return f"{self.do[_third(who)]} {who.en} {self.base}"


def _third(who: Subject) -> bool:
    return who.person == IL


def present(base: str, third: str) -> EnglishVerb:
    return EnglishVerb(base, third, base, base, ("do", "does"))


def past(form: str, base: str) -> EnglishVerb:
    return EnglishVerb(form, form, form, base, ("did", "did"))


BE, WAS = EnglishVerb("am", "is", "are"), EnglishVerb("was", "was", "were")
CAN = EnglishVerb("can", "can", "can", no="not")
HAVE = present("have", "has")


@dataclass(frozen=True)
class Verb:
    """An English verb and the six French forms of the one that says the same."""

    en: EnglishVerb
    fr: tuple[str, ...]


def verbs(table: str) -> dict[str, Verb]:
    """One verb an entry, `base third = je tu il nous vous ils`; of a regular verb the infinitive in
    -er will do.

    An underscore is a space within a form (se_lève).

    >>> verbs("like likes = aimer")["like"].fr
    ('aime', 'aimes', 'aime', 'aimons', 'aimez', 'aiment')
    """
    found = {}
    for line in entries(table):
        left, right = (part.strip() for part in line.split("="))
        base, third = left.rsplit(" ", 1)
        extra = base.partition(" ")[2]  # "look for": only the first word changes
        said = right.split() if " " in right else regular(right)
        forms = tuple(form.replace("_", " ") for form in said)
        found[base] = Verb(present(base, f"{third} {extra}".strip()), forms)
    return found


def regular(infinitive: str) -> list[str]:
    """
    >>> regular("manger")
    ['mange', 'manges', 'mange', 'mangeons', 'mangez', 'mangent']
    """
    stem = infinitive.removesuffix("er")
    soft = "e" if stem.endswith("g") else ""
    return [stem + ending for ending in ("e", "es", "e", f"{soft}ons", "ez", "ent")]


ETRE = ("suis", "es", "est", "sommes", "êtes", "sont")
AVOIR = ("ai", "as", "a", "avons", "avez", "ont")
ALLER = ("vais", "vas", "va", "allons", "allez", "vont")


@dataclass(frozen=True)
class Clause:
    """Who, which verb, and the rest; `without` is the rest of the negation where that differs (any,
    de).
    """

    who: Subject
    verb: Verb
    rest: Words
    without: Words | None = None

    def forms(self) -> dict[str, Words]:
        """Statement and negation, and a question, unless it is about the speakers: few people ask
        "do I eat bread?".
        """
        found = {"statement": self.statement(), "negation": self.negation()}
        return found if self.who.person in (JE, NOUS) else found | {"question": self.question()}

    def statement(self) -> Words:
        return self._sentence(self.verb.en.form(self.who), self._french_verb, self.rest)

    def negation(self) -> Words:
        rest = self.without or self.rest
        return self._sentence(self.verb.en.negation(self.who), f"ne {self._french_verb} pas", rest)

    def question(self) -> Words:
        en = f"{self.verb.en.question(self.who)} {self.rest.en}"
        fr = f"est-ce que {self.who.fr} {self._french_verb} {self.rest.fr}"
        return Words(english(en, "?"), french(fr, "?"))

    def bare(self) -> Words:
        """The statement as a part of another sentence: without capital and period, not yet spelled."""
        fr = f"{self.who.fr} {self._french_verb} {self.rest.fr}"
        return Words(f"{self.who.en} {self.verb.en.form(self.who)} {self.rest.en}", fr)

    @property
    def _french_verb(self) -> str:
        return self.verb.fr[self.who.person]

    def _sentence(self, en: str, fr: str, rest: Words) -> Words:
        return Words(
            english(f"{self.who.en} {en} {rest.en}"), french(f"{self.who.fr} {fr} {rest.fr}")
        )
