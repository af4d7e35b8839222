"""Reviews: balanced, clean, labeled as a reader would; the recipe keeps repeats in train."""

import json
import lzma
import runpy
from collections import Counter

import pytest
from conftest import ROOT

from llmcourse.data.real.reviews import reviews
from llmcourse.data.splits import fold

RECIPE = runpy.run_path(str(ROOT / "recipes" / "make_reviews.py"))


@pytest.mark.parametrize(
    ("split", "each"), [(None, 500), ("train", 400), ("validation", 50), ("test", 50)]
)
def test_sources_and_labels_are_balanced(split, each):
    kinds = Counter((review.source, review.positive) for review in reviews(split))
    assert kinds == {
        (source, positive): each
        for source in ("imdb", "amazon", "yelp")
        for positive in (True, False)
    }


def test_texts_are_clean():
    for review in reviews():
        assert review.text and review.text == " ".join(review.text.split())
        assert not [sign for sign in review.text if "\x7f" <= sign < "\xa0"]


def test_labels_are_the_right_way_round():
    """By a count of words whose sense no one doubts."""
    for words, share in (
        ("great excellent loved wonderful", 0.8),
        ("terrible worst awful horrible", 0.0),
    ):
        labels = [
            review.positive
            for review in reviews()
            if set(words.split()) & set(fold(review.text).split())
        ]
        assert len(labels) > 50 and abs(sum(labels) / len(labels) - share) < 0.2


def test_signs_of_another_encoding_are_mended():
    assert (
        RECIPE["clean"]("Lame\x96really\x85 bad \x97 no café.  ")
        == "Lame – really... bad — no café."
    )


def test_the_recipe_drops_rows_without_label_and_keeps_repeats_in_train():
    source = [{"text": f"Good, number {number}. ", "class": 1} for number in range(6)]
    source += [{"text": f"Bad {number}", "class": 0} for number in range(4)]
    source += [
        {"text": "", "class": None},
        {"text": "Great!", "class": 1},
        {"text": "great", "class": 1},
    ]
    rows = RECIPE["rows_of"]("shop", json.dumps(source).encode())
    assert len(rows) == 12 and rows[0] == {
        "text": "Good, number 0.",
        "positive": True,
        "source": "shop",
    }
    split = RECIPE["with_splits"](rows, per_class=2)
    counts = Counter((row["positive"], row["split"]) for row in split)
    assert counts == {(True, "train"): 4, (False, "validation"): 2, (False, "test"): 2} | {
        (True, "validation"): 2,
        (True, "test"): 2,
    }
    assert [row["split"] for row in split if fold(row["text"]) == "great"] == ["train", "train"]
    assert RECIPE["with_splits"](rows[::-1], per_class=2) == split[::-1], (
        "whatever the order of the rows"
    )


def test_the_recipe_writes_one_file():
    files = {
        f"package/test/fixtures/{name}.json": b'[{"text": "Fine", "class": 1}]'
        for name in ("imdb", "yelp")
    }
    ((name, packed),) = RECIPE["build"](files).items()
    assert name == "reviews/reviews.jsonl.xz"
    assert [json.loads(line)["source"] for line in lzma.decompress(packed).splitlines()] == [
        "imdb",
        "yelp",
    ]
