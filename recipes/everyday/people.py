"""Frames about people: how and who they are, their age, work, languages, relations and aches."""

from everyday.counting import english_number, french_number
from everyday.frames import FAMILY, IS, PEOPLE, PERSONS, SEVERAL, WHEN, Forms, Frame, said
from everyday.phrases import Words, join, phrases
from everyday.verbs import AVOIR, BE, ETRE, WAS, Clause, Verb, present
from everyday.vocabulary import (
    BODY,
    CHARACTERS,
    CITIES,
    COMPARATIVES,
    HURTING_PAIRS,
    JOBS,
    LANGUAGES,
    MOODS,
    NAMES,
    PRONOUNS,
    RELATIVES,
    THINGS,
    VERBS,
)
from everyday.words import IL, MY, Adjective, Noun, Numbers, Subject, adjectives

FEELINGS = phrases("""
hungry = faim; thirsty = soif; cold = froid; hot = chaud; afraid = peur; sleepy = sommeil; right = raison;
wrong = tort
""")
BORN = adjectives("born = né")[0]
SAYING = phrases("""
I think that = je pense que; we know that = nous savons que; he says that = il dit que;
she believes that = elle croit que; everyone knows that = tout le monde sait que
""")
OLD = tuple(one for one in FAMILY if one.en.endswith(("grandmother", "grandfather")))
YOUNG = (
    PRONOUNS[:4]
    + NAMES
    + tuple(one for one in FAMILY if one.en.endswith(("sister", "brother", "son", "daughter")))
)


def being(who: Subject, adjective: Adjective, when: Words) -> Clause:
    return Clause(who, IS, join(Words(adjective.en, adjective.agree(who)), when))


def mood(who: Subject, adjective: Adjective, when: Words) -> Forms:
    return being(who, adjective, when).forms() if adjective.fits(who) else {}


def character(who: Subject, adjective: Adjective) -> Forms:
    return being(who, adjective, Words("", "")).forms() if adjective.fits(who) else {}


def opinion(saying: Words, who: Subject, adjective: Adjective) -> Forms:
    return (
        said(*join(saying, being(who, adjective, Words("", "")).bare()))
        if adjective.fits(who)
        else {}
    )


def feeling(who: Subject, what: Words, when: Words) -> Forms:
    return Clause(who, Verb(BE, AVOIR), join(what, when)).forms()


def age(who: Subject, years: int) -> Forms:
    rest = Words(f"{english_number(years)} years old", f"{french_number(years)} ans")
    return Clause(who, Verb(BE, AVOIR), rest).forms()


def how_old(who: Subject) -> Forms:
    verb = "ont" if who.plural else "a"
    return said(f"how old {BE.question(who)}", f"quel âge {verb} {who.fr}", "?")


def job(who: Subject, work: Adjective) -> Forms:
    return Clause(who, IS, Words(work.en, work.agree(who))).forms()


def comparison(one: Subject, adjective: Adjective, other: Subject) -> Forms:
    if one == other:
        return {}
    rest = Words(f"{adjective.en} than {other.en}", f"plus {adjective.agree(one)} que {other.fr}")
    return Clause(one, IS, rest).forms()


def speaking(who: Subject, language: Numbers) -> Forms:
    return Clause(who, VERBS["speak"], Words(language.one.en, language.one.fr)).forms()


def learning(who: Subject, language: Numbers, when: Words) -> Forms:
    return Clause(who, VERBS["learn"], join(language.one.in_general, when)).forms()


def born(who: Subject, year: int, city: Words) -> Forms:
    fr = f"{BORN.agree(who)} à {city.fr} en {year}"
    return Clause(who, Verb(WAS, ETRE), Words(f"born in {city.en} in {year}", fr)).forms()


def relation(relative: Numbers, name: Subject) -> Forms:
    """French says "it is her mother" where English says "she"."""
    pronoun = Subject("he" if relative.one.gender == "m" else "she", "ce", IL, relative.one.gender)
    return Clause(
        pronoun, IS, Words(f"{name.en}'s {relative.one.en}", f"{relative.one.the.fr} de {name.fr}")
    ).forms()


def ownership(thing: Numbers, owner: Subject) -> Forms:
    it = Subject("it", "ce", IL, None)
    return Clause(
        it, IS, Words(f"{owner.en}'s {thing.one.en}", f"{thing.one.the.fr} de {owner.fr}")
    ).forms()


def ache(place: Numbers, person: int, when: Words) -> Forms:
    return hurting(place.one, person, when)


def aches(place: Numbers, person: int, when: Words) -> Forms:
    return hurting(place.many, person, when)


def hurting(part: Noun, person: int, when: Words) -> Forms:
    """My head hurts: j'ai mal à la tête. `person` is a row of MY."""
    english = Clause(part.of(MY[person]), Verb(present("hurt", "hurts"), ("",) * 6), when).forms()
    french = Clause(
        PRONOUNS[person], Verb(BE, AVOIR), Words("", f"mal à {part.the.fr} {when.fr}")
    ).forms()
    return {form: Words(english[form].en, french[form].fr) for form in english if form in french}


PEOPLE_FRAMES = (
    Frame("mood", (PEOPLE, MOODS, WHEN), mood, most=300),
    Frame("character", (PEOPLE, CHARACTERS), character, most=300),
    Frame("opinion", (SAYING, PERSONS, CHARACTERS), opinion, most=300),
    Frame("feeling", (PEOPLE, FEELINGS, WHEN), feeling, most=300),
    Frame("age, young", (YOUNG, range(2, 40)), age, most=250),
    Frame("age, old", (OLD, range(60, 100)), age, most=100),
    Frame("how old", (FAMILY + SEVERAL + NAMES,), how_old),
    Frame("job", (PERSONS + PRONOUNS[2:4], JOBS), job, most=300),
    Frame("comparison", (PERSONS, COMPARATIVES, PERSONS), comparison, most=300),
    Frame("speaking", (PEOPLE, LANGUAGES), speaking, most=250),
    Frame("learning", (PEOPLE, LANGUAGES, WHEN[1:]), learning, most=300),
    Frame("born", (PERSONS + PRONOUNS[2:4], range(1930, 2020), CITIES), born, most=250),
    Frame("relation", (RELATIVES, NAMES), relation, most=300),
    Frame("ownership", (THINGS, NAMES), ownership, most=250),
    Frame("ache", (BODY, range(4), WHEN), ache, most=150),
    Frame("aches", (HURTING_PAIRS, range(4), WHEN), aches, most=60),
)
