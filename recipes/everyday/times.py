"""Frames about days, dates and the time, numbers in words, and what one says on meeting."""

from datetime import date, timedelta

from everyday.counting import english_number, french_number
from everyday.dates import DAYS, clock, day_and_month, full_date
from everyday.frames import ADDRESSES, FAMILY, PEOPLE, SEVERAL, Forms, Frame, said, to
from everyday.phrases import Words, phrases
from everyday.places import IT, in_country
from everyday.verbs import BE, ETRE, Clause, Verb
from everyday.vocabulary import CITIES, COUNTRIES, NAMES, THINGS, VERBS
from everyday.words import Noun, Subject, nouns

TIMES = tuple(
    clock(hour, minute)
    for hour in range(1, 12)
    for minute in range(0, 60, 5)
    if hour < 11 or minute <= 30
) + (Words("noon", "midi"), Words("midnight", "minuit"))
DATES = tuple(date(2000, 1, 1) + timedelta(days) for days in range(31 * 365))
YEAR = tuple(date(2024, 1, 1) + timedelta(days) for days in range(366))
EVENTS = nouns("""
meeting = réunion f; party/parties = fête f; exam = examen m; concert = concert m; wedding = mariage m;
match/matches = match m; appointment = rendez-vous m
""")
HAPPENINGS = phrases("""
the train leaves = le train part; the bus arrives = le bus arrive; the plane leaves = le avion part;
the movie begins = le film commence; the concert ends = le concert finit; the bakery opens = la boulangerie ouvre;
the bank closes = la banque ferme; the class begins = le cours commence; the museum opens = le musée ouvre;
the pharmacy closes = la pharmacie ferme
""")
GREETINGS = phrases("""
good morning = bonjour; good evening = bonsoir; good night = bonne nuit; goodbye = au revoir;
see you soon = à bientôt; see you tomorrow = à demain; see you this evening = à ce soir;
have a good day = bonne journée; have a nice trip = bon voyage; good luck = bonne chance;
enjoy your meal = bon appétit; happy birthday = joyeux anniversaire; congratulations = félicitations;
thank you very much = merci beaucoup; happy new year = bonne année; get well soon = bon rétablissement;
happy holidays = joyeuses fêtes; enjoy your vacation = bonnes vacances
""")
PLUS, MINUS, BY = Words("plus", "plus"), Words("minus", "moins"), Words("times", "fois")


def what_time(time: Words) -> Forms:
    return Clause(IT, Verb(BE, ETRE), time).forms()


def happening(what: Words, time: Words) -> Forms:
    return said(f"{what.en} at {time.en}", f"{what.fr} à {time.fr}")


def getting_up(who: Subject, time: Words) -> Forms:
    return Clause(who, VERBS["get up"], Words(f"at {time.en}", f"à {time.fr}")).forms()


def going_to_bed(who: Subject, time: Words) -> Forms:
    return Clause(who, VERBS["go to bed"], Words(f"at {time.en}", f"à {time.fr}")).forms()


def leaving(who: Subject, day: Words, time: Words) -> Forms:
    return Clause(
        who, VERBS["leave"], Words(f"on {day.en} at {time.en}", f"{day.fr} à {time.fr}")
    ).forms()


def today(day: date) -> Forms:
    written = full_date(day)
    return said(f"today is {written.en}", f"nous sommes le {written.fr}")


def event(what: Noun, day: date) -> Forms:
    written = day_and_month(day)
    return said(f"{what.the.en} is on {written.en}", f"{what.the.fr} est le {written.fr}")


def event_time(what: Noun, day: Words, time: Words) -> Forms:
    return said(
        f"{what.the.en} is on {day.en} at {time.en}", f"{what.the.fr} est {day.fr} à {time.fr}"
    )


def birthday(name: Subject, day: date) -> Forms:
    written = day_and_month(day)
    return said(
        f"{name.en}'s birthday is on {written.en}",
        f"le anniversaire de {name.fr} est le {written.fr}",
    )


def number(value: int) -> Forms:
    return said(f"the number is {english_number(value)}", f"le nombre est {french_number(value)}")


def pages(value: int) -> Forms:
    en = f"the book has {english_number(value)} pages"
    return said(en, f"le livre a {french_number(value, 'f')} pages")


def arithmetic(one: int, sign: Words, other: int) -> Forms:
    result = {"plus": one + other, "minus": one - other, "times": one * other}[sign.en]
    if result < 0:
        return {}
    en = f"{english_number(one)} {sign.en} {english_number(other)} is {english_number(result)}"
    return said(
        en, f"{french_number(one)} {sign.fr} {french_number(other)} font {french_number(result)}"
    )


def greeting(words: Words, name: str) -> Forms:
    called = to(name, words)
    return said(called.en, called.fr, "!")


def see_you(day: Words, name: str) -> Forms:
    called = to(name, Words(f"see you on {day.en}", f"à {day.fr}"))
    return said(called.en, called.fr, "!")


def thanks(thing: Noun, name: str) -> Forms:
    called = to(name, Words(f"thank you for {thing.the.en}", f"merci pour {thing.the.fr}"))
    return said(called.en, called.fr)


def welcome_to_city(city: Words, name: str) -> Forms:
    called = to(name, Words(f"welcome to {city.en}", f"bienvenue à {city.fr}"))
    return said(called.en, called.fr, "!")


def welcome_to_country(country: Noun, name: str) -> Forms:
    called = to(name, Words(f"welcome to {country.en}", f"bienvenue {in_country(country).fr}"))
    return said(called.en, called.fr, "!")


def how_is(who: Subject) -> Forms:
    return said(
        f"how {BE.question(who)}", f"comment {'vont' if who.plural else 'va'} {who.fr}", "?"
    )


def name_of(who: Subject, name: Subject) -> Forms:
    if who.gender != name.gender:
        return {}
    return said(f"{who.en}'s name is {name.en}", f"{who.fr} se appelle {name.fr}")


def introduction(who: Subject, name: Subject) -> Forms:
    if who.gender != name.gender:
        return {}
    return said(f"this is {who.en} {name.en}", f"voici {who.fr} {name.fr}")


TIME_FRAMES = (
    Frame("time", (TIMES,), what_time),
    Frame("happening", (HAPPENINGS, TIMES), happening, most=300),
    Frame("getting up", (PEOPLE, TIMES), getting_up, most=300),
    Frame("going to bed", (PEOPLE, TIMES), going_to_bed, most=250),
    Frame("leaving", (PEOPLE, DAYS, TIMES), leaving, most=350),
    Frame("today", (DATES,), today, most=800),
    Frame("event", (tuple(event.one for event in EVENTS), YEAR), event, most=350),
    Frame(
        "event at a time", (tuple(event.one for event in EVENTS), DAYS, TIMES), event_time, most=300
    ),
    Frame("birthday", (NAMES, YEAR), birthday, most=350),
    Frame("number", (range(10_000),), number, most=1200),
    Frame("pages", (range(2, 1000),), pages, most=250),
    Frame("arithmetic", (range(1, 21), (PLUS, MINUS, BY), range(1, 21)), arithmetic, most=400),
    Frame("greeting", (GREETINGS, ADDRESSES), greeting, most=300),
    Frame("see you", (DAYS, ADDRESSES), see_you, most=175),
    Frame("thanks", (tuple(thing.one for thing in THINGS), ADDRESSES), thanks, most=250),
    Frame("welcome to a city", (CITIES, ADDRESSES), welcome_to_city, most=300),
    Frame("welcome to a country", (COUNTRIES, ADDRESSES), welcome_to_country, most=300),
    Frame("how is", (FAMILY + SEVERAL + NAMES,), how_is),
    Frame("name", (FAMILY, NAMES), name_of, most=250),
    Frame("introduction", (FAMILY, NAMES), introduction, most=200),
)
