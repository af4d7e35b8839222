"""Everyday French: numbers and dates as two libraries write them, grammar by hand, and splits that
share nothing.
"""

import hashlib
import json
import re
import runpy
import sys
from collections import Counter
from datetime import date

import pytest
from conftest import ROOT
from everyday import actions, people, places, things, times
from everyday.counting import english_number, french_number
from everyday.dates import clock, full_date
from everyday.frames import Frame, said
from everyday.phrases import Words
from everyday.sentences import FRAMES, SEED, combinations, sentences
from everyday.spelling import french, spell
from everyday.verbs import ALLER, AVOIR, ETRE, regular
from everyday.vocabulary import (
    ACTIONS,
    ANIMALS,
    CHARACTERS,
    CITIES,
    COLORS,
    COUNTRIES,
    DRINKS,
    FOOD,
    FRUIT,
    LIKINGS,
    MOODS,
    NAMES,
    PLACES,
    PRONOUNS,
    SIZES,
    THINGS,
    VERBS,
)
from everyday.words import MY
from hypothesis import given
from hypothesis import strategies as st

from llmcourse.data.generated.everyday import everyday_french
from llmcourse.data.splits import fold, split_of

REFERENCE = json.loads(
    (ROOT / "tests" / "references" / "everyday_french.json").read_text(encoding="utf-8")
)
SPLITS = ("train", "validation", "test")
SHA256 = "edc14f37b55258e1a0687b6a96e3861a9fbc20900b5982fb434d42ad897fa090"
SPEAKER, YOU, HE, SHE, WE, THEY = PRONOUNS


@pytest.fixture(scope="module")
def pairs():
    return everyday_french()


# numbers, dates and times


def test_numbers_are_those_of_num2words():
    """A table to read, and all ten thousand by their hash."""
    shown = [number for number, _, _ in REFERENCE["numbers"]]
    assert len(shown) > 200
    assert [
        [number, english_number(number), french_number(number)] for number in shown
    ] == REFERENCE["numbers"]
    lines = "".join(
        f"{number}\t{english_number(number)}\t{french_number(number)}\n" for number in range(10_000)
    )
    assert hashlib.sha256(lines.encode()).hexdigest() == REFERENCE["sha256 of all numbers"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "une"),
        (2, "deux"),
        (11, "onze"),
        (21, "vingt et une"),
        (71, "soixante et onze"),
        (81, "quatre-vingt-une"),
    ]
    + [
        (91, "quatre-vingt-onze"),
        (101, "cent une"),
        (1000, "mille"),
        (1031, "mille trente et une"),
    ],
)
def test_numbers_agree_with_feminine_nouns_in_one_alone(number, words):
    assert french_number(number, "f") == words


@pytest.mark.parametrize("number", [-1, 10_000])
def test_numbers_have_an_end(number):
    for words in (english_number, french_number):
        with pytest.raises(ValueError, match="0 to 9999"):
            words(number)


def test_dates_are_those_of_babel():
    found = [[day, *full_date(date.fromisoformat(day))] for day, _, _ in REFERENCE["dates"]]
    assert len(found) == 60 and found == REFERENCE["dates"]


def test_the_reference_has_all_months_and_weekdays_and_a_first():
    days = [date.fromisoformat(day) for day, _, _ in REFERENCE["dates"]]
    assert {day.month for day in days} == set(range(1, 13)) and {
        day.weekday() for day in days
    } == set(range(7))
    assert any(day.day == 1 for day in days)


@pytest.mark.parametrize(
    ("hour", "minute", "en", "fr"),
    [
        (1, 0, "one o'clock", "une heure"),
        (1, 5, "five past one", "une heure cinq"),
        (2, 15, "a quarter past two", "deux heures et quart"),
        (9, 30, "half past nine", "neuf heures et demie"),
        (9, 35, "twenty-five to ten", "dix heures moins vingt-cinq"),
        (10, 45, "a quarter to eleven", "onze heures moins le quart"),
        (8, 55, "five to nine", "neuf heures moins cinq"),
    ],
)
def test_the_time_by_hand(hour, minute, en, fr):
    assert clock(hour, minute) == (en, fr)


@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (12, 0), (3, 7), (11, 35), (3, 60)])
def test_times_off_the_clock_are_refused(hour, minute):
    with pytest.raises(ValueError, match="steps of five minutes"):
        clock(hour, minute)


# spelling and forms


@pytest.mark.parametrize(
    ("apart", "together"),
    [
        ("je ne aime pas le ami de Olga", "je n'aime pas l'ami d'Olga"),
        ("elle va à le marché et à la école", "elle va au marché et à l'école"),
        ("la porte de le hôtel et de les amis", "la porte de l'hôtel et des amis"),
        (
            "il ne a pas de hibou, pas de yaourt, pas de horloge",
            "il n'a pas de hibou, pas de yaourt, pas d'horloge",
        ),
        ("le haricot, le onze, la eau, le huit mai", "le haricot, le onze, l'eau, le huit mai"),
        ("ce arbre, ce est, ce hamster, ce ours", "cet arbre, c'est, ce hamster, cet ours"),
        ("ma amie, ta école, sa sœur, sa épaule", "mon amie, ton école, sa sœur, son épaule"),
        ("parce que il dit que elle a la orange", "parce qu'il dit qu'elle a l'orange"),
        (
            "il se appelle Ivan, tu te appelles Anne, je me appelle Léa",
            "il s'appelle Ivan, tu t'appelles Anne, je m'appelle Léa",
        ),
        ("il y a, il ne y a pas", "il y a, il n'y a pas"),
        ("il est beau aujourd'hui, voilà le chat", "il est beau aujourd'hui, voilà le chat"),
    ],
)
def test_words_are_joined_as_french_joins_them(apart, together):
    assert spell(apart) == together
    assert spell(together) == together, "what is spelled stays as it is"


def test_a_question_mark_stands_apart():
    assert french("où est le hôtel", "?") == "Où est l'hôtel ?"
    assert french("à demain", "!") == "À demain !"


@given(st.text(st.sampled_from("bcdfg "), min_size=1))
def test_words_without_vowels_or_h_are_left_alone(phrase):
    assert spell(phrase) == phrase


@pytest.mark.parametrize(
    ("forms", "by_hand"),
    [
        (ETRE, "suis es est sommes êtes sont"),
        (AVOIR, "ai as a avons avez ont"),
        (ALLER, "vais vas va allons allez vont"),
        (VERBS["drink"].fr, "bois bois boit buvons buvez boivent"),
        (VERBS["eat"].fr, "mange manges mange mangeons mangez mangent"),
        (VERBS["want"].fr, "veux veux veut voulons voulez veulent"),
        (VERBS["come"].fr, "viens viens vient venons venez viennent"),
        (VERBS["learn"].fr, "apprends apprends apprend apprenons apprenez apprennent"),
        (VERBS["know how"].fr, "sais sais sait savons savez savent"),
        (VERBS["have"].fr, "dois dois doit devons devez doivent"),
        (LIKINGS["prefer"].fr, "préfère préfères préfère préférons préférez préfèrent"),
        (ACTIONS["buy"].fr, "achète achètes achète achetons achetez achètent"),
        (ACTIONS["see"].fr, "vois vois voit voyons voyez voient"),
        (ACTIONS["choose"].fr, "choisis choisis choisit choisissons choisissez choisissent"),
        (regular("parler"), "parle parles parle parlons parlez parlent"),
    ],
)
def test_verbs_by_hand(forms, by_hand):
    assert list(forms) == by_hand.split()


def test_every_verb_has_endings_of_its_rows():
    for verb in (VERBS | ACTIONS | LIKINGS).values():
        je, tu, il, nous, vous, ils = verb.fr
        assert (
            tu.endswith(("s", "x"))
            and nous.endswith("ons")
            and vous.endswith("ez")
            and ils.endswith("ent")
        )
        assert je.endswith(("e", "s", "x")) and il.endswith(("e", "t", "d"))


def named(words, en):
    """The entry of a table by its English."""
    (found,) = [
        entry for entry in words if (entry.one.en if hasattr(entry, "one") else entry.en) == en
    ]
    return found


def thing(en):
    return named(THINGS + ANIMALS + FRUIT, en)


MARIE, PAUL = named(NAMES, "Marie"), named(NAMES, "Paul")
MOTHER = named(people.RELATIVES, "mother").one.of(MY[0])


@pytest.mark.parametrize(
    ("adjective", "noun", "fr"),
    [
        ("old", thing("owl").one, "vieux hibou"),
        ("old", thing("armchair").one, "vieux fauteuil"),
        ("old", thing("computer").one, "vieil ordinateur"),
        ("new", thing("umbrella").one, "nouveau parapluie"),
        ("new", thing("computer").one, "nouvel ordinateur"),
        ("new", thing("ladder").one, "nouvelle échelle"),
        ("beautiful", thing("bird").one, "bel oiseau"),
        ("beautiful", thing("bird").many, "beaux oiseaux"),
        ("beautiful", thing("hamster").one, "beau hamster"),
        ("white", thing("mouse").many, "souris blanches"),
        ("gray", thing("horse").many, "chevaux gris"),
        ("big", thing("knife").many, "grands couteaux"),
        ("purple", thing("plate").one, "assiette violette"),
        ("green", thing("egg").one, "œuf vert"),
    ],
)
def test_adjectives_agree_and_stand_where_they_should(adjective, noun, fr):
    assert named(COLORS + SIZES, adjective).with_noun(noun).fr == fr


TODAY = Words("today", "aujourd'hui")


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (
            people.mood(MARIE, named(MOODS, "worried"), TODAY),
            {
                "statement": ("Marie is worried today.", "Marie est inquiète aujourd'hui."),
                "negation": (
                    "Marie is not worried today.",
                    "Marie n'est pas inquiète aujourd'hui.",
                ),
                "question": (
                    "Is Marie worried today?",
                    "Est-ce que Marie est inquiète aujourd'hui ?",
                ),
            },
        ),
        (people.mood(SPEAKER, named(MOODS, "worried"), TODAY), {}),
        (
            people.character(THEY, named(CHARACTERS, "curious")),
            {"statement": ("They are curious.", "Ils sont curieux.")},
        ),
        (
            people.feeling(HE, Words("hungry", "faim"), TODAY),
            {"question": ("Is he hungry today?", "Est-ce qu'il a faim aujourd'hui ?")},
        ),
        (
            people.age(SPEAKER, 21),
            {"negation": ("I am not twenty-one years old.", "Je n'ai pas vingt et un ans.")},
        ),
        (
            people.relation(named(people.RELATIVES, "aunt"), named(NAMES, "Olga")),
            {
                "statement": ("She is Olga's aunt.", "C'est la tante d'Olga."),
                "negation": ("She is not Olga's aunt.", "Ce n'est pas la tante d'Olga."),
            },
        ),
        (
            people.aches(named(people.HURTING_PAIRS, "eye"), 3, TODAY),
            {"negation": ("Her eyes don't hurt today.", "Elle n'a pas mal aux yeux aujourd'hui.")},
        ),
        (
            people.born(MARIE, 1984, named(CITIES, "Athens")),
            {
                "statement": (
                    "Marie was born in Athens in 1984.",
                    "Marie est née à Athènes en 1984.",
                )
            },
        ),
        (
            people.comparison(
                MARIE, named(people.COMPARATIVES, "more curious"), named(NAMES, "Inès")
            ),
            {"statement": ("Marie is more curious than Inès.", "Marie est plus curieuse qu'Inès.")},
        ),
        (
            things.eating(WE, named(FOOD, "meat").one, TODAY),
            {
                "statement": ("We eat meat today.", "Nous mangeons de la viande aujourd'hui."),
                "negation": (
                    "We don't eat meat today.",
                    "Nous ne mangeons pas de viande aujourd'hui.",
                ),
            },
        ),
        (
            things.wanting_some(SHE, named(DRINKS, "water").one),
            {
                "statement": ("She wants some water.", "Elle veut de l'eau."),
                "negation": ("She doesn't want any water.", "Elle ne veut pas d'eau."),
                "question": ("Does she want some water?", "Est-ce qu'elle veut de l'eau ?"),
            },
        ),
        (
            things.liking(YOU, LIKINGS["like"], named(FRUIT, "green bean").many),
            {"question": ("Do you like green beans?", "Est-ce que tu aimes les haricots verts ?")},
        ),
        (
            things.having(SPEAKER, named(SIZES, "new"), thing("computer").one),
            {
                "statement": ("I have a new computer.", "J'ai un nouvel ordinateur."),
                "negation": ("I don't have a new computer.", "Je n'ai pas de nouvel ordinateur."),
            },
        ),
        (
            things.never(THEY, named(FOOD, "yogurt").one),
            {"statement": ("They never eat yogurt.", "Ils ne mangent jamais de yaourt.")},
        ),
        (
            things.habit(PAUL, Words("often", "souvent"), named(DRINKS, "tea").one),
            {"statement": ("Paul often drinks tea.", "Paul boit souvent du thé.")},
        ),
        (
            things.done(
                WE, Words("lost lose", "perdu"), thing("key").one, Words("yesterday", "hier")
            ),
            {
                "statement": ("We lost the key yesterday.", "Nous avons perdu la clé hier."),
                "negation": (
                    "We didn't lose the key yesterday.",
                    "Nous n'avons pas perdu la clé hier.",
                ),
            },
        ),
        (
            things.quality(thing("glove").many, 5, named(COLORS, "white")),
            {"statement": ("Their gloves are white.", "Leurs gants sont blancs.")},
        ),
        (
            things.this_quality(thing("pillow").one, named(COLORS, "black")),
            {"statement": ("This pillow is black.", "Cet oreiller est noir.")},
        ),
        (
            things.price(thing("shoe").many, 81),
            {
                "statement": (
                    "The shoes cost eighty-one euros.",
                    "Les chaussures coûtent quatre-vingt-un euros.",
                )
            },
        ),
        (
            places.going(SPEAKER, named(PLACES, "hospital"), Words("on Monday", "lundi")),
            {
                "statement": (
                    "I am going to the hospital on Monday.",
                    "Je vais à l'hôpital lundi.",
                ),
                "negation": (
                    "I am not going to the hospital on Monday.",
                    "Je ne vais pas à l'hôpital lundi.",
                ),
            },
        ),
        (
            places.coming(SHE, named(PLACES, "market")),
            {"question": ("Is she coming from the market?", "Est-ce qu'elle vient du marché ?")},
        ),
        (
            places.moved(
                MOTHER,
                Words("went go to", "allé à"),
                named(PLACES, "beach"),
                Words("yesterday", "hier"),
            ),
            {
                "statement": (
                    "My mother went to the beach yesterday.",
                    "Ma mère est allée à la plage hier.",
                ),
                "negation": (
                    "My mother didn't go to the beach yesterday.",
                    "Ma mère n'est pas allée à la plage hier.",
                ),
            },
        ),
        (
            places.living_in_country(THEY, named(COUNTRIES, "the United States")),
            {"statement": ("They live in the United States.", "Ils habitent aux États-Unis.")},
        ),
        (
            places.living_in_country(SPEAKER, named(COUNTRIES, "Italy")),
            {"negation": ("I don't live in Italy.", "Je n'habite pas en Italie.")},
        ),
        (
            places.origin(HE, named(COUNTRIES, "Japan")),
            {"statement": ("He comes from Japan.", "Il vient du Japon.")},
        ),
        (
            places.air(Words("windy", "vent"), named(CITIES, "Lisbon"), TODAY),
            {
                "statement": (
                    "It is windy in Lisbon today.",
                    "Il y a du vent à Lisbonne aujourd'hui.",
                ),
                "negation": (
                    "It is not windy in Lisbon today.",
                    "Il n'y a pas de vent à Lisbonne aujourd'hui.",
                ),
                "question": (
                    "Is it windy in Lisbon today?",
                    "Est-ce qu'il y a du vent à Lisbonne aujourd'hui ?",
                ),
            },
        ),
        (
            places.there_is(thing("umbrella").one, Words("near the bed", "près de le lit")),
            {
                "statement": (
                    "There is an umbrella near the bed.",
                    "Il y a un parapluie près du lit.",
                ),
                "negation": (
                    "There is no umbrella near the bed.",
                    "Il n'y a pas de parapluie près du lit.",
                ),
                "question": (
                    "Is there an umbrella near the bed?",
                    "Est-ce qu'il y a un parapluie près du lit ?",
                ),
            },
        ),
        (
            places.there_are(11, thing("chair"), Words("in the garden", "dans le jardin")),
            {
                "question": (
                    "Are there eleven chairs in the garden?",
                    "Est-ce qu'il y a onze chaises dans le jardin ?",
                )
            },
        ),
        (
            actions.ability(SHE, Words("swim", "nager")),
            {
                "statement": ("She can swim.", "Elle sait nager."),
                "negation": ("She cannot swim.", "Elle ne sait pas nager."),
                "question": ("Can she swim?", "Est-ce qu'elle sait nager ?"),
            },
        ),
        (
            actions.order("Paul", Words("take", "prends"), thing("umbrella").one),
            {
                "statement": (
                    "Paul, take the umbrella, please.",
                    "Paul, prends le parapluie, s'il te plaît.",
                ),
                "negation": ("Don't take the umbrella!", "Ne prends pas le parapluie !"),
            },
        ),
        (
            times.getting_up(SPEAKER, Words("noon", "midi")),
            {"negation": ("I don't get up at noon.", "Je ne me lève pas à midi.")},
        ),
        (
            times.today(date(2025, 8, 1)),
            {
                "statement": (
                    "Today is Friday, August 1, 2025.",
                    "Nous sommes le vendredi 1er août 2025.",
                )
            },
        ),
        (
            times.arithmetic(20, Words("times", "fois"), 4),
            {
                "statement": (
                    "Twenty times four is eighty.",
                    "Vingt fois quatre font quatre-vingts.",
                )
            },
        ),
        (times.arithmetic(3, Words("minus", "moins"), 4), {}),
    ],
)
def test_sentences_by_hand(forms, expected):
    assert bool(forms) == bool(expected)
    assert {form: tuple(forms[form]) for form in expected} == expected


# the whole


def test_there_are_many_pairs_of_many_frames(pairs):
    assert len(pairs) == len({pair.source for pair in pairs}) >= 20_000
    kinds = Counter(pair.credit for pair in pairs)
    assert (
        len(FRAMES) == len({kind.rpartition(", ")[0] for kind in kinds}) >= 60 and len(kinds) >= 150
    )
    assert max(kinds.values()) < 0.03 * len(pairs)


def test_it_is_always_the_same(pairs):
    made = [pair for _, pair in sentences(SEED)]
    assert sorted(pairs, key=str) == sorted(made, key=str), "what ships is what the recipe makes"
    lines = "".join(f"{pair.source}\t{pair.target}\n" for pair in made)
    assert hashlib.sha256(lines.encode()).hexdigest() == SHA256


def test_no_sentence_of_either_language_is_in_two_parts():
    for side in ("source", "target"):
        parts = [{fold(getattr(pair, side)) for pair in everyday_french(split)} for split in SPLITS]
        assert sum(map(len, parts)) == len(set.union(*parts)) and all(
            len(part) > 2_000 for part in parts
        )


def test_a_sentence_and_its_negation_are_in_one_part(pairs):
    place = {pair.source: split for split in SPLITS for pair in everyday_french(split)}
    statements = [pair for pair in pairs if pair.credit == "mood, statement"]
    assert len(statements) > 200
    for pair in statements:
        negation = re.sub(r"\b(is|are|am)\b", r"\1 not", pair.source, count=1)
        assert place.get(negation, place[pair.source]) == place[pair.source]


def test_sentences_are_written_as_both_languages_write(pairs):
    for pair in pairs:
        assert pair.source[0].isupper() and pair.target[0].isupper()
        assert (pair.source[-1], pair.target[-1]) in ((".", "."), ("?", "?"), ("!", "!"))
        assert (
            re.search(r"  | [.,]|\b[Aa] [aeiou]|\b[Aa]n [^aeiouh]|[^\x00-\x7fÀ-ÿ]", pair.source)
            is None
        )
        assert re.search(r"  | [.,]|[^ ][?!]", pair.target) is None


def test_nothing_is_left_unspelled(pairs):
    """What elision and contraction leave: none of the words that they shorten, except before an
    aspirated h or y.
    """
    left = re.compile(
        r"\b(?:le|la|de|ne|que|je|me|te|se) (?:[aeiouàâéèêîôûœ]|h(?!amster|aricot|ibou|uit)|y )|\b(?:de|à) les?\b"
        r"|\b[mts]a (?:[aeiouéèœ]|h(?!amster|aricot|ibou))|\bce (?:[aioué]|horloge)",
        re.IGNORECASE,
    )
    assert not [pair for pair in pairs if left.search(pair.target)]


def test_articles_have_one_gender_a_noun(pairs):
    """Of all "un X" and "une X", no X takes both."""
    seen = {"un": set(), "une": set()}
    for pair in pairs:
        for article, noun in re.findall(r"\b(une?) (\w{3,})\b", pair.target.lower()):
            seen[article].add(noun)
    before = {adjective.masculine for adjective in SIZES} | {
        "grand",
        "vieil",
        "bel",
        "nouvel",
        "peu",
    }
    assert (
        len(seen["un"]) > 40 and len(seen["une"]) > 40 and not (seen["un"] & seen["une"]) - before
    )


def test_other_seeds_draw_other_sentences(pairs):
    first = [pair for _, pair in zip(range(300), sentences(seed=4), strict=False)]
    assert len({pair.source for _, pair in first} - {pair.source for pair in pairs}) > 50


def test_combinations_are_drawn_once_and_empty_ones_left_out():
    def say(letter, number):
        return said(letter, f"{number}") if number else {}

    few = Frame("few", ("ab", range(3)), say, most=10)
    drawn = [words.en + words.fr for forms in combinations(few, seed=1) for words in forms.values()]
    assert sorted(drawn) == ["A.1.", "A.2.", "B.1.", "B.2."]
    assert (
        len(list(combinations(Frame("fewer", ("abcdef", range(1, 9)), say, most=5), seed=1))) == 5
    )


def test_the_split_is_that_of_the_statement():
    place = {pair.source: split for split in SPLITS for pair in everyday_french(split)}
    statements = [pair for pair in everyday_french("test") if pair.credit == "ability, statement"]
    assert statements and all(
        split_of(fold(pair.target)) == "test" == place[pair.source] for pair in statements
    )


def test_the_recipe_asks_two_libraries():
    sys.path.append(str(ROOT / "recipes"))
    recipe = runpy.run_path(str(ROOT / "recipes" / "everyday" / "record_reference.py"))
    found = recipe["reference"](
        lambda number, language: f"{number}, and {language}", lambda day, _: f"x {day.day} y"
    )
    assert found["numbers"][2] == [2, "2 en", "2, and fr"]
    assert len(found["dates"]) == 60 and found["dates"][0] == ["2000-02-29", "x 29 y", "x 29 y"]
    first = next(row for row in found["dates"] if row[0].endswith("-01"))
    assert first[1:] == ["x 1 y", "x 1er y"]
