"""Speeches: whole, labeled as history has it, clean; the recipe turns a made-up source into the
same form.
"""

import json
import lzma
import re
import runpy
from itertools import pairwise

import pytest
from conftest import ROOT

from llmcourse.data.real.speeches import Speech, speeches

RECIPE = runpy.run_path(str(ROOT / "recipes" / "make_speeches.py"))
ALL = speeches()


def test_there_is_one_address_for_almost_every_year():
    years = [speech.year for speech in ALL]
    assert years == sorted(years) and len(years) == 233
    assert set(range(1790, 2022)) - set(years) == {1933}
    assert [year for year in set(years) if years.count(year) > 1] == [1953, 1961]


@pytest.mark.parametrize(
    ("year", "president", "party", "words"),
    [
        (1790, "George Washington", "none", "In meeting you again I feel much satisfaction"),
        (
            1823,
            "James Monroe",
            "Democratic-Republican",
            "the American continents, by the free and independent",
        ),
        (1862, "Abraham Lincoln", "Republican", "the last best hope of earth"),
        (
            1900,
            "William McKinley",
            "Republican",
            "At the outgoing of the old and the incoming of the new century",
        ),
        (1941, "Franklin D. Roosevelt", "Democratic", "freedom of speech and expression"),
        (2002, "George W. Bush", "Republican", "axis of evil"),
    ],
)
def test_famous_words_are_where_history_has_them(year, president, party, words):
    (speech,) = [speech for speech in ALL if speech.year == year]
    assert (speech.president, speech.party) == (president, party)
    assert words in speech.text


def test_texts_are_clean():
    for speech in ALL:
        assert len(speech.text) > 5_000 and speech.text == " ".join(speech.text.split())
        assert re.search(r"&\w+;|[“”‘’‑\x00-\x1f\x7f-\x9f\ufffd•]", speech.text) is None
        assert re.search(r"\b[a-z]{2,}[.?][A-Z][a-z]", speech.text) is None


def test_parts_cover_all_times():
    for split in ("validation", "test"):
        years = [speech.year for speech in speeches(split)]
        assert len(years) == 23 and max(b - a for a, b in pairwise(years)) <= 11
    assert speeches("train")[0].year == 1790


@pytest.mark.parametrize(
    ("faulty", "clean"),
    [
        ("a bill entitled &quot;An act&quot;&mdash;", 'a bill entitled "An act"—'),
        ("4 and 4 1\x02 per cent bonds", "4 and 4 1/2 per cent bonds"),
        ("It’s “good”  to be back.\n", 'It\'s "good" to be back.'),
        ("our security -– that’s all", "our security — that's all"),
        ("forms.Each of the U.S. cities", "forms. Each of the U.S. cities"),
        ("what is not less .important. . . .", "what is not less important. . . ."),
        ("a .22 rifle and $.50", "a .22 rifle and $.50"),
    ],
)
def test_faults_are_cleaned_and_nothing_else(faulty, clean):
    assert RECIPE["clean"](faulty) == clean


def test_the_recipe_puts_a_source_into_order(monkeypatch, tmp_path):
    source = [
        {"year": 1898, "name": "William Mc Kinley", "party": "Republican", "text": "Third  one.\n"},
        {"year": 1881, "name": "Chester A Arthur", "party": "Republican", "text": "Second."},
        {
            "year": 1801,
            "name": "Thomas Jefferson",
            "party": "Democratic-Republican",
            "text": "Première.",
        },
    ]
    (name, packed), *rest = RECIPE["build"](
        {str(n): json.dumps(one).encode() for n, one in enumerate(source)}
    ).items()
    assert name == "speeches/speeches.jsonl.xz" and not rest
    read = [Speech(**json.loads(line)) for line in lzma.decompress(packed).decode().splitlines()]
    assert read == [
        Speech(1801, "Thomas Jefferson", "Democratic-Republican", "Première."),
        Speech(1881, "Chester A. Arthur", "Republican", "Second."),
        Speech(1898, "William McKinley", "Republican", "Third one."),
    ]
