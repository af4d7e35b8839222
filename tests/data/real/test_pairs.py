"""Pairs: both languages, every credit, groups kept together; the recipes on made-up sources."""

import lzma
import re
import runpy
import sqlite3
from itertools import pairwise

import pytest
from conftest import ROOT

from llmcourse.data.real.pairs import Pair, english_spanish, verses
from llmcourse.data.splits import split_of

SPANISH = runpy.run_path(str(ROOT / "recipes" / "make_english_spanish.py"))
VERSES = runpy.run_path(str(ROOT / "recipes" / "make_verses.py"))
STATED = "CC-BY 2.0 (France) Attribution: tatoeba.org #{} (ann) & #{} (bob)"


@pytest.fixture(scope="module")
def spanish():
    return english_spanish()


def test_every_spanish_pair_has_both_sentences_and_its_authors(spanish):
    assert len(spanish) > 140_000
    for pair in spanish:
        assert pair.source == pair.source.strip() != "" and pair.target == pair.target.strip() != ""
        assert re.fullmatch(r"tatoeba\.org #\d+ \([^)]+\) & #\d+ \([^)]+\)", pair.credit)


def test_the_languages_are_not_exchanged(spanish):
    english = sum(bool(re.search(r"\b(?:the|is|you)\b", pair.source)) for pair in spanish)
    assert english > 0.3 * len(spanish) and not [
        pair for pair in spanish if re.search("[¿¡]", pair.source)
    ]
    questions = [pair for pair in spanish if pair.target.endswith("?")]
    assert sum("¿" in pair.target for pair in questions) > 0.99 * len(questions)


def test_well_known_pairs_are_there(spanish):
    pairs = {(pair.source, pair.target) for pair in spanish}
    assert {
        ("Tom's hungry.", "Tom tiene hambre."),
        ("Good morning.", "Buenos días."),
        ("Thank you.", "Gracias."),
    } <= pairs


def test_pairs_come_shortest_first():
    lengths = [len(pair.source) for pair in english_spanish("test")]
    assert lengths[0] <= 4 and lengths[-1] > 100
    assert sum(a > b for a, b in pairwise(lengths)) <= 5, (
        "sentences with other signs, like €, are a little out of order"
    )


def test_rows_without_authors_are_refused_and_vulgar_ones_left_out():
    sentences = [("Go.", "Ve."), ("Oh.", "¡Mierda!"), ("Hi\u200b.", "Hola.")]
    rows = "".join(
        f"{english}\t{spanish}\t{STATED.format(1, 2)}\n" for english, spanish in sentences
    )
    assert list(SPANISH["usable"](rows)) == [
        ("Go.", "Ve.", "tatoeba.org #1 (ann) & #2 (bob)"),
        ("Hi.", "Hola.", "tatoeba.org #1 (ann) & #2 (bob)"),
    ]
    with pytest.raises(ValueError, match="names no authors"):
        list(SPANISH["usable"]("Go.\tVe.\tCC-BY 2.0 (France) Attribution: tatoeba.org"))


def test_rows_that_share_a_sentence_of_either_language_are_one_group():
    rows = [
        ("I am here.", "Estoy aquí.", ""),
        ("You are here.", "Estás aquí.", ""),
        ("I'm here!", "¡Estoy aquí!", ""),
        ("I'm here.", "Aquí estoy.", ""),
        ("No.", "Aquí estoy", ""),
    ]
    keys = SPANISH["groups"](rows)
    assert len(set(keys)) == 2 and keys[0] == keys[2] == keys[3] == keys[4]
    assert SPANISH["groups"](rows[::-1]) == keys[::-1], "whatever the order of the rows"


def test_the_spanish_recipe_writes_a_file_for_each_split():
    rows = [
        f"Number {number}.\tNúmero {number}.\t{STATED.format(number, number)}"
        for number in range(200)
    ]
    files = SPANISH["build"]({"spa.tsv": "\n".join(rows).encode()})
    assert sorted(files) == [
        f"english-spanish/{split}.tsv.xz" for split in ("test", "train", "validation")
    ]
    read = {name: lzma.decompress(packed).decode().splitlines() for name, packed in files.items()}
    assert sum(map(len, read.values())) == 200 and all(read.values())
    for line in read["english-spanish/test.tsv.xz"]:
        assert split_of(f"en {line.split('.')[0].lower()}", 0.05, 0.05) == "test"


@pytest.fixture(scope="module")
def bible():
    """By reference."""
    return {pair.credit: pair for pair in verses()}


def test_verses_correspond(bible):
    assert bible["Genesis 1:1"] == Pair(
        "In the beginning God created the heavens and the earth.",
        "Au commencement, Dieu créa les cieux et la terre.",
        "Genesis 1:1",
    )
    assert (
        bible["John 11:35"].source == "Jesus wept."
        and bible["John 11:35"].target == "Jésus pleura."
    )
    assert len(bible) == len(verses()), "every reference once"


def test_verses_are_short_and_clean(bible):
    for pair in bible.values():
        assert 1 <= len(pair.source.split()) <= 20 and 1 <= len(pair.target.split()) <= 20
        assert not re.search(r"[`\[\]]|\(\d|  ", pair.source + pair.target)
        assert re.fullmatch(r"(?:[123] )?[A-Z][a-z]+(?: of Solomon)? \d+:\d+", pair.credit)


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_a_chapter_of_verses_is_in_one_part(split):
    assert {split_of(pair.credit.rpartition(":")[0]) for pair in verses(split)} == {split}


@pytest.fixture
def database():
    """A Bible of six verses, as the source keeps it."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE bible (bbName, bNumber, cNumber, vNumber, vText)")
    base.execute("CREATE TABLE bibleRef (bbName, bNumber, bName)")
    base.executemany(
        "INSERT INTO bibleRef VALUES (?, ?, ?)", [("4", 9, "1Samuel"), ("l", 9, "1Samuel")]
    )
    base.executemany(
        "INSERT INTO bibleRef VALUES ('4', ?, ?)", [(19, "Psalms"), (22, "SongOfSolomon")]
    )
    both = [
        (9, 1, 2, "Don`t [ever] go.", "(1:1) Ne va pas."),
        (9, 1, 1, "One", "Un"),
        (9, 1, 3, "don't ever go", "Reste."),
        (19, 3, 1, "Yahweh!", "Psaume de David. Éternel!"),
        (22, 1, 1, "word " * 21, "Mot."),
        (22, 1, 2, "Word " * 20, "Mots."),
    ]
    for book, chapter, verse, english, french in both:
        base.execute("INSERT INTO bible VALUES ('4', ?, ?, ?, ?)", (book, chapter, verse, english))
        base.execute("INSERT INTO bible VALUES ('l', ?, ?, ?, ?)", (book, chapter, verse, french))
    base.execute("INSERT INTO bible VALUES ('o', 9, 1, 1, 'Autre')")
    yield base
    base.close()


def test_the_verse_recipe_takes_short_verses_once_and_in_order(database):
    assert list(VERSES["verses"](database)) == [
        ("One", "Un", "1 Samuel 1:1"),
        ("Don't ever go.", "Ne va pas.", "1 Samuel 1:2"),
        (("Word " * 20).strip(), "Mots.", "Song of Solomon 1:2"),
    ]


def test_the_verse_recipe_reads_the_database_from_its_bytes(database):
    files = VERSES["build"]({"bible.db": database.serialize()})
    lines = [
        line for packed in files.values() for line in lzma.decompress(packed).decode().splitlines()
    ]
    assert "One\tUn\t1 Samuel 1:1" in lines and len(lines) == 3
