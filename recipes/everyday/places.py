"""Frames about places: going, coming and living, where things are, what there is, and the weather."""

from everyday.counting import english_number, french_number
from everyday.frames import (
    IS,
    PEOPLE,
    PERSONS,
    SEVERAL,
    TOMORROW,
    WHEN,
    YESTERDAY,
    Forms,
    Frame,
    said,
)
from everyday.phrases import Words, join, phrases
from everyday.verbs import ALLER, BE, ETRE, Clause, EnglishVerb, Verb, past
from everyday.vocabulary import (
    ANIMALS,
    CITIES,
    COUNTRIES,
    FURNITURE,
    PLACES,
    PRONOUNS,
    ROOMS,
    THINGS,
    TRANSPORT,
    VERBS,
)
from everyday.words import IL, ILS, MY, Noun, Numbers, Subject, adjectives

GOING = Verb(BE, ALLER)
COMING = Verb(BE, VERBS["come"].fr)
THERE = Verb(BE, ("y a",) * 6)
THERE_IS = Verb(EnglishVerb("", "is", "", no=" no"), THERE.fr)  # there is a cat, there is no cat
IT = Subject("it", "il", IL, "m")
SKY = phrases("""
cold = fait froid; hot = fait chaud; nice = fait beau; cool = fait frais; dark = fait nuit; raining = pleut;
snowing = neige
""")
AIR = phrases("windy = vent; foggy = brouillard; sunny = soleil")
MOVED = phrases("""
went go to = allé à; arrived arrive at = arrivé à; stayed stay at = resté à; came come from = venu de;
returned return from = revenu de
""")
SEASONS = phrases(
    "in summer = en été; in winter = en hiver; in autumn = en automne; in spring = au printemps"
)
NEARNESS = phrases("on = sur; under = sous; next to = à côté de; behind = derrière; near = près de")
FACING = phrases(
    "in front of = devant; behind = derrière; near = près de; across from = en face de"
)


def at(preposition: Words, noun: Numbers) -> Words:
    return Words(f"{preposition.en} {noun.one.the.en}", f"{preposition.fr} {noun.one.the.fr}")


LOCATIONS = tuple(at(near, furniture) for near in NEARNESS for furniture in FURNITURE)
LOCATIONS += tuple(at(Words("in", "dans"), room) for room in ROOMS)
SITES = tuple(at(facing, place) for facing in FACING for place in PLACES)


def in_country(country: Noun) -> Words:
    """En France, en Iran; au Canada, aux États-Unis."""
    fr = f"à {country.the.fr}" if _has_article(country) else f"en {country.fr}"
    return Words(f"in {country.en}", fr)


def from_country(country: Noun) -> Words:
    return Words(
        f"from {country.en}", f"de {country.the.fr if _has_article(country) else country.fr}"
    )


def _has_article(country: Noun) -> bool:
    return country.plural or country.gender == "m"


def going(who: Subject, place: Numbers, when: Words) -> Forms:
    where = Words(f"going to {place.one.the.en}", f"à {place.one.the.fr}")
    return Clause(who, GOING, join(where, when)).forms()


def coming(who: Subject, place: Numbers) -> Forms:
    return Clause(
        who, COMING, Words(f"coming from {place.one.the.en}", f"de {place.one.the.fr}")
    ).forms()


def staying(who: Subject, place: Numbers, when: Words) -> Forms:
    return Clause(
        who, IS, Words(f"at {place.one.the.en} {when.en}", f"à {place.one.the.fr} {when.fr}")
    ).forms()


def moved(who: Subject, how: Words, place: Numbers, when: Words) -> Forms:
    form, base, preposition = how.en.split()
    participle, fr = how.fr.split()
    agreeing = adjectives(f"moved = {participle}")[0]
    if not agreeing.fits(who):
        return {}
    rest = Words(
        f"{preposition} {place.one.the.en} {when.en}",
        f"{agreeing.agree(who)} {fr} {place.one.the.fr} {when.fr}",
    )
    return Clause(who, Verb(past(form, base), ETRE), rest).forms()


def living_in_country(who: Subject, country: Noun) -> Forms:
    return Clause(who, VERBS["live"], in_country(country)).forms()


def living_in_city(who: Subject, city: Words) -> Forms:
    return Clause(who, VERBS["live"], Words(f"in {city.en}", f"à {city.fr}")).forms()


def origin(who: Subject, country: Noun) -> Forms:
    return Clause(who, VERBS["come"], from_country(country)).forms()


def weather_in_city(sky: Words, city: Words, when: Words) -> Forms:
    return _weather(sky, Words(f"in {city.en} {when.en}", f"à {city.fr} {when.fr}"))


def weather_in_country(sky: Words, season: Words, country: Noun) -> Forms:
    return said(
        *join(
            Words(f"{season.en}, it is {sky.en}", f"{season.fr}, il {sky.fr}"), in_country(country)
        )
    )


def _weather(sky: Words, where: Words) -> Forms:
    """It is raining: il pleut; it is cold: il fait froid."""
    verb, _, rest = sky.fr.partition(" ")
    return Clause(IT, Verb(BE, (verb,) * 6), join(Words(sky.en, rest), where)).forms()


def air(what: Words, city: Words, when: Words) -> Forms:
    """It is windy: il y a du vent."""
    en = f"{what.en} in {city.en} {when.en}"
    fr = f"{what.fr} à {city.fr} {when.fr}"
    return Clause(IT, THERE, Words(en, f"de le {fr}"), Words(en, f"de {fr}")).forms()


def thing_place(thing: Noun, person: int, where: Words) -> Forms:
    return {} if _itself(thing, where) else Clause(thing.of(MY[person]), IS, where).forms()


def waiting(who: Subject, what: Numbers, where: Words) -> Forms:
    return Clause(
        who, VERBS["wait for"], join(Words(what.one.the.en, what.one.the.fr), where)
    ).forms()


def there_is(what: Noun, where: Words) -> Forms:
    if _itself(what, where):
        return {}
    there = Subject("there", "il", IL, None)
    fr = f"de {what.fr} {where.fr}"
    return Clause(there, THERE_IS, join(what.a, where), Words(f"{what.en} {where.en}", fr)).forms()


def there_are(number: int, what: Numbers, where: Words) -> Forms:
    there = Subject("there", "il", ILS, None)
    many = what.many
    rest = Words(
        f"{english_number(number)} {many.en}", f"{french_number(number, many.gender)} {many.fr}"
    )
    return Clause(there, THERE, join(rest, where)).forms()


def where_is(thing: Noun, person: int) -> Forms:
    what = thing.of(MY[person])
    return said(
        f"where {BE.question(what)}", f"où {'sont' if thing.plural else 'est'} {what.fr}", "?"
    )


def where_to_find(place: Numbers) -> Forms:
    return said(f"where is {place.one.the.en}", f"où est {place.one.the.fr}", "?")


def site(place: Numbers, where: Words) -> Forms:
    return {} if _itself(place.one, where) else Clause(place.one.the, IS, where).forms()


def _itself(what: Noun, where: Words) -> bool:
    """Nothing is next to itself."""
    return where.en.endswith(f" {what.en}")


BOTH = tuple(form for noun in THINGS for form in (noun.one, noun.many))
SINGLE = tuple(noun.one for noun in THINGS + ANIMALS)

PLACE_FRAMES = (
    Frame("going", (PEOPLE, PLACES, WHEN + TOMORROW), going, most=400),
    Frame("coming", (PEOPLE, PLACES), coming, most=250),
    Frame("staying", (PEOPLE, PLACES, WHEN), staying, most=250),
    Frame(
        "moved",
        (PERSONS + SEVERAL + PRONOUNS[2:4] + PRONOUNS[5:], MOVED, PLACES, YESTERDAY),
        moved,
        most=400,
    ),
    Frame("living in a country", (PEOPLE, COUNTRIES), living_in_country, most=250),
    Frame("living in a city", (PEOPLE, CITIES), living_in_city, most=300),
    Frame("origin", (PEOPLE, COUNTRIES), origin, most=250),
    Frame("weather in a city", (SKY, CITIES, WHEN), weather_in_city, most=250),
    Frame("weather in a country", (SKY[:4], SEASONS, COUNTRIES), weather_in_country, most=300),
    Frame("air", (AIR, CITIES, WHEN), air, most=150),
    Frame("place of a thing", (BOTH, range(6), LOCATIONS), thing_place, most=450),
    Frame("there is", (SINGLE, LOCATIONS), there_is, most=300),
    Frame("there are", (range(2, 20), THINGS + ANIMALS, LOCATIONS), there_are, most=300),
    Frame("where is", (BOTH, range(6)), where_is, most=300),
    Frame("where to find", (PLACES,), where_to_find),
    Frame("site", (PLACES, SITES), site, most=300),
    Frame("waiting", (PEOPLE, TRANSPORT, SITES), waiting, most=250),
)
