"""Moby Dick: every chapter, in order, with its paragraphs; the recipe on a made-up source."""

import json
import lzma
import re
import runpy

from conftest import ROOT

from llmcourse.data.real.books import Chapter, moby_dick

RECIPE = runpy.run_path(str(ROOT / "recipes" / "make_moby_dick.py"))
ALL = moby_dick()


def test_every_chapter_is_there_in_order():
    assert [chapter.number for chapter in ALL] == list(range(1, 137))
    assert [ALL[place].title for place in (0, 40, 134, 135)] == [
        "Loomings",
        "Moby Dick",
        "The Chase.—Third Day",
        "Epilogue",
    ]


def test_it_begins_and_ends_as_it_does():
    assert ALL[0].text.startswith(
        "Call me Ishmael. Some years ago—never mind how long precisely—having little"
    )
    assert ALL[134].text.endswith("rolled on as it rolled five thousand years ago.")
    assert ALL[135].text.endswith("only found another orphan.")


def test_paragraphs_and_nothing_stray():
    assert sum(chapter.text.count("\n\n") for chapter in ALL) > 2_000
    for chapter in ALL:
        assert chapter.text == chapter.text.strip() and chapter.text
        assert not chapter.text.startswith("CHAPTER")
        assert re.search(r"  |\n\n\n|\t|\r|[“”’]", chapter.text) is None


def test_parts_are_spread_over_the_book():
    assert [chapter.number for chapter in moby_dick("validation")] == list(range(5, 137, 10))
    assert [chapter.number for chapter in moby_dick("test")] == list(range(10, 137, 10))


def test_the_recipe_orders_by_number_and_breaks_songs_into_lines():
    source = [
        {"chapter": "10", "title": "Ten.", "text": "One.\n\nTwo\n"},
        {
            "chapter": "epilogue",
            "title": '"MOTTO" Job.',
            "text": 'Epilogue "MOTTO" Job.\n\nThe end.\n',
        },
        {
            "chapter": "2",
            "title": "What?",
            "text": "He sang:\n\n     Oh, the rare old Whale     In his home\n\nso.\n\n\n",
        },
    ]
    (packed,) = RECIPE["build"](
        {str(n): json.dumps(one).encode() for n, one in enumerate(source)}
    ).values()
    assert [Chapter(**json.loads(line)) for line in lzma.decompress(packed).splitlines()] == [
        Chapter(1, "What?", "He sang:\n\nOh, the rare old Whale\nIn his home\n\nso."),
        Chapter(2, "Ten", "One.\n\nTwo"),
        Chapter(3, "Epilogue", '"MOTTO" Job.\n\nThe end.'),
    ]
