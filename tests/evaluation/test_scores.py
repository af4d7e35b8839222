"""Scores against values that sacreBLEU gave, against hand values, and against what must hold for
any text.
"""

import doctest
import json
import math

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from llmcourse.evaluation import scores

RECORDED = json.loads((ROOT / "tests" / "references" / "scores.json").read_text(encoding="utf-8"))[
    "cases"
]
texts = st.text("ab é.,1-&", max_size=20)
corpora = st.lists(st.tuples(texts, texts), min_size=1, max_size=4)
each_score = pytest.mark.parametrize(
    "score", [scores.chrf, scores.bleu, scores.exact_match, scores.token_f1]
)


@pytest.mark.parametrize("case", RECORDED, ids=[case["name"] for case in RECORDED])
@pytest.mark.parametrize("name", ["chrf", "bleu"])
def test_equals_what_sacrebleu_gave(case, name):
    ours = getattr(scores, name)(case["hypotheses"], case["references"])
    assert ours == pytest.approx(case[name], abs=1e-6)


def test_the_recorded_cases_are_worth_comparing():
    assert len(RECORDED) >= 12 and sum(len(case["hypotheses"]) > 1 for case in RECORDED) >= 3
    between = [case for case in RECORDED if 1 < case["bleu"] < 99 and 1 < case["chrf"] < 99]
    assert len(between) >= 6


def test_examples_in_the_docstrings():
    result = doctest.testmod(scores)
    assert result.attempted >= 8 and result.failed == 0


def test_bleu_by_hand():
    """Precisions 3/4, 2/3, 1/2, and no four words of one: half a match of one; ten words were
    wanted, four came.
    """
    expected = 100 * math.exp(1 - 10 / 4) * (3 / 4 * 2 / 3 * 1 / 2 * 0.5 / 1) ** 0.25
    assert scores.bleu(["a b c x"], ["a b c d e f g h i j"]) == pytest.approx(expected)


def test_chrf_counts_recall_more_than_precision():
    missing = scores.chrf(["abcdef"], ["abcdefghijkl"])
    superfluous = scores.chrf(["abcdefghijkl"], ["abcdef"])
    assert missing < superfluous


def test_a_corpus_is_not_the_mean_of_its_sentences():
    both = scores.chrf(["abc", "x"], ["abc", "y"])
    assert 50 < both < 100 and both != pytest.approx(
        (scores.chrf(["abc"], ["abc"]) + scores.chrf(["x"], ["y"])) / 2
    )


@given(corpus=corpora)
def test_scores_lie_between_nothing_and_all(corpus):
    ours, theirs = (list(side) for side in zip(*corpus, strict=True))
    for score in (scores.chrf, scores.bleu, scores.exact_match, scores.token_f1):
        assert 0 <= score(ours, theirs) <= 100 + 1e-9


@given(corpus=corpora)
def test_chrf_does_not_see_spaces_and_answers_do_not_see_case(corpus):
    ours, theirs = (list(side) for side in zip(*corpus, strict=True))
    spaced = [" ".join(text) for text in ours]
    assert scores.chrf(spaced, theirs) == pytest.approx(scores.chrf(ours, theirs))
    loud = [f"The {text.upper()}!" for text in ours]
    assert scores.token_f1(loud, theirs) == pytest.approx(scores.token_f1(ours, theirs))
    assert (
        scores.exact_match(loud, theirs)
        == scores.exact_match(ours, theirs)
        <= scores.token_f1(ours, theirs)
    )


@pytest.mark.parametrize(
    ("answer", "expected", "match", "f1"),
    [
        ("the old barn", "The old barn.", 100, 100),
        ("in the old barn", "barn", 0, 50),  # precision 1/3, recall 1
        ("barn barn", "barn", 0, 200 / 3),  # a word counts as often as it is wanted
        ("a kite", "the boat", 0, 0),
        ("", "the", 100, 100),  # an article alone is no word
        ("", "boat", 0, 0),
    ],
)
def test_answers_by_hand(answer, expected, match, f1):
    assert scores.exact_match([answer], [expected]) == match
    assert scores.token_f1([answer], [expected]) == pytest.approx(f1)


@each_score
def test_the_same_texts_score_all(score):
    whole = ["The old fox ran home.", "It was a cold day, and Mia wept."]
    assert score(whole, whole) == pytest.approx(100)


@each_score
def test_lists_that_do_not_belong_together_are_refused(score):
    with pytest.raises(ValueError, match="2 texts and 1 references"):
        score(["a", "b"], ["a"])
    with pytest.raises(ValueError, match="0 texts"):
        score([], [])
    with pytest.raises(ValueError, match="put a single text into a list"):
        score("a", "a")
