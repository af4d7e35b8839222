"""Frames about things: eating and drinking, having and wanting, buying and losing, what things are
like and cost.
"""

from everyday.counting import english_number, french_number
from everyday.frames import IS, PEOPLE, PERSONS, WHEN, YESTERDAY, Forms, Frame, said
from everyday.phrases import Words, join, phrases
from everyday.verbs import AVOIR, BE, HAVE, Clause, Verb, past
from everyday.vocabulary import (
    ACTIONS,
    ANIMALS,
    COLORS,
    DRINKS,
    FOOD,
    FRUIT,
    GROUPS,
    LIKINGS,
    SIZES,
    STATES,
    TASTES,
    THINGS,
    VERBS,
)
from everyday.words import MY, Adjective, Noun, Numbers, Subject

MASSES = tuple(food.one for food in FOOD)
LIQUIDS = tuple(drink.one for drink in DRINKS)
ONE_OF = tuple(noun.one for noun in THINGS + ANIMALS + FRUIT)
LIKABLE = MASSES + LIQUIDS + tuple(noun.many for noun in FRUIT + ANIMALS)
HAS = Verb(HAVE, AVOIR)
OFTEN = phrases("often = souvent; always = toujours; sometimes = parfois; rarely = rarement")
DEGREES = phrases("very = très; too = trop; really = vraiment; a little = un peu")
DONE = phrases("""
found find = trouvé; bought buy = acheté; saw see = vu; lost lose = perdu; broke break = cassé; sold sell = vendu;
forgot forget = oublié; washed wash = lavé; chose choose = choisi
""")


def liking(who: Subject, verb: Verb, what: Noun) -> Forms:
    return Clause(who, verb, what.in_general).forms()


def eating(who: Subject, food: Noun, when: Words) -> Forms:
    return _taking(who, VERBS["eat"], food, when)


def drinking(who: Subject, drink: Noun, when: Words) -> Forms:
    return _taking(who, VERBS["drink"], drink, when)


def _taking(who: Subject, verb: Verb, what: Noun, when: Words) -> Forms:
    """A part of a mass: du pain, pas de pain."""
    rest = Words(f"{what.en} {when.en}", f"{what.some.fr} {when.fr}")
    return Clause(who, verb, rest, Words(rest.en, f"de {what.fr} {when.fr}")).forms()


def habit(who: Subject, often: Words, what: Noun) -> Forms:
    """English puts the adverb before the verb, French after it."""
    verb = VERBS["drink" if what in LIQUIDS else "eat"]
    en = f"{who.en} {often.en} {verb.en.form(who)} {what.en}"
    return said(en, f"{who.fr} {verb.fr[who.person]} {often.fr} {what.some.fr}")


def never(who: Subject, what: Noun) -> Forms:
    verb = VERBS["drink" if what in LIQUIDS else "eat"]
    en = f"{who.en} never {verb.en.form(who)} {what.en}"
    return said(en, f"{who.fr} ne {verb.fr[who.person]} jamais de {what.fr}")


def wanting_some(who: Subject, what: Noun) -> Forms:
    return Clause(who, VERBS["want"], what.some, Words(f"any {what.en}", f"de {what.fr}")).forms()


def wanting_one(who: Subject, what: Noun) -> Forms:
    return Clause(who, VERBS["want"], what.a, Words(what.a.en, f"de {what.fr}")).forms()


def having(who: Subject, adjective: Adjective, thing: Noun) -> Forms:
    what = adjective.with_noun(thing)
    return Clause(who, HAS, what.a, Words(what.a.en, f"de {what.fr}")).forms()


def having_many(who: Subject, number: int, noun: Numbers) -> Forms:
    many = noun.many
    rest = Words(
        f"{english_number(number)} {many.en}", f"{french_number(number, many.gender)} {many.fr}"
    )
    return Clause(who, HAS, rest).forms()


def how_many(what: Numbers) -> Forms:
    return said(f"how many {what.many.en} do you have", f"combien de {what.many.fr} as-tu", "?")


def acting(who: Subject, verb: Verb, adjective: Adjective, thing: Noun) -> Forms:
    what = adjective.with_noun(thing).the
    return Clause(who, verb, Words(what.en, what.fr)).forms()


def done(who: Subject, did: Words, what: Noun, when: Words) -> Forms:
    form, base = did.en.split()
    rest = Words(f"{what.the.en} {when.en}", f"{did.fr} {what.the.fr} {when.fr}")
    return Clause(who, Verb(past(form, base), AVOIR), rest).forms()


def giving(who: Subject, what: Noun, whom: Subject) -> Forms:
    if who == whom:
        return {}
    without = Words(f"{what.a.en} to {whom.en}", f"de {what.fr} à {whom.fr}")
    return Clause(
        who, VERBS["give"], Words(f"{what.a.en} to {whom.en}", f"{what.a.fr} à {whom.fr}"), without
    ).forms()


def quality(thing: Noun, person: int, adjective: Adjective) -> Forms:
    return _described(thing.of(MY[person]), adjective)


def this_quality(thing: Noun, adjective: Adjective) -> Forms:
    return _described(thing.this, adjective)


def _described(what: Subject, adjective: Adjective) -> Forms:
    return Clause(what, IS, Words(adjective.en, adjective.agree(what))).forms()


def taste(what: Noun, degree: Words, adjective: Adjective) -> Forms:
    return Clause(
        what.the, IS, join(degree, Words(adjective.en, adjective.agree(what.the)))
    ).forms()


def color(thing: Noun) -> Forms:
    verb = "sont" if thing.plural else "est"
    return said(
        f"what color {BE.question(thing.the)}", f"de quelle couleur {verb} {thing.the.fr}", "?"
    )


def price(what: Noun, euros: int) -> Forms:
    verb = "coûtent" if what.plural else "coûte"
    en = f"{what.the.en} {'cost' if what.plural else 'costs'} {english_number(euros)} euros"
    return said(en, f"{what.the.fr} {verb} {french_number(euros)} euros")


def how_much(what: Noun) -> Forms:
    verb, helper = ("coûtent", "do") if what.plural else ("coûte", "does")
    return said(f"how much {helper} {what.the.en} cost", f"combien {verb} {what.the.fr}", "?")


BOTH = tuple(form for noun in THINGS for form in (noun.one, noun.many))
COUNTED = GROUPS[1:4] + ANIMALS + THINGS

THING_FRAMES = (
    Frame("liking", (PEOPLE, tuple(LIKINGS.values()), LIKABLE), liking, most=400),
    Frame("eating", (PEOPLE, MASSES, WHEN), eating, most=250),
    Frame("drinking", (PEOPLE, LIQUIDS, WHEN), drinking, most=250),
    Frame("habit", (PEOPLE, OFTEN, MASSES + LIQUIDS), habit, most=300),
    Frame("never", (PEOPLE, MASSES + LIQUIDS), never, most=300),
    Frame("wanting some", (PEOPLE, MASSES + LIQUIDS), wanting_some, most=300),
    Frame("wanting one", (PEOPLE, ONE_OF), wanting_one, most=300),
    Frame("having", (PEOPLE, COLORS + SIZES, ONE_OF[: -len(FRUIT)]), having, most=400),
    Frame("having many", (PEOPLE, range(2, 13), COUNTED), having_many, most=250),
    Frame("how many", (COUNTED,), how_many),
    Frame("acting", (PEOPLE, tuple(ACTIONS.values()), COLORS + SIZES, ONE_OF), acting, most=600),
    Frame("done", (PEOPLE, DONE, tuple(noun.one for noun in THINGS), YESTERDAY), done, most=450),
    Frame("giving", (PEOPLE, ONE_OF, PERSONS), giving, most=300),
    Frame("quality", (BOTH, range(6), COLORS + STATES), quality, most=300),
    Frame("this quality", (BOTH, COLORS + SIZES + STATES), this_quality, most=250),
    Frame("taste", (MASSES + LIQUIDS, DEGREES, TASTES), taste, most=300),
    Frame("color", (BOTH,), color),
    Frame("price", (BOTH, range(2, 100)), price, most=250),
    Frame("how much", (BOTH + MASSES,), how_much),
)
