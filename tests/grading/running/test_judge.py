import math

import numpy as np
import pytest
import torch

from llmcourse.grading.answers import Emission, decode, encode
from llmcourse.grading.running.judge import difference, judge_answers


def sent(value):
    return decode(encode(value))


def compare(expected, got, rtol=1e-4, atol=1e-6):
    return difference(sent(expected), sent(got), rtol, atol)


SAME: list = [
    (1, 1),
    (True, True),
    (None, None),
    ("a", "a"),
    (0.5, 0.5),
    ([1, 2.0], (1, 2.0)),
    ({"a": 1}, {"a": 1}),
    ([], []),
    (math.nan, math.nan),
    (math.inf, math.inf),
    (10**30, 10**30),
    (0.5, np.float32(0.5)),
    (2, np.int64(2)),
    (0.5, torch.tensor(0.5)),
    (torch.tensor([1.0, math.nan]), torch.tensor([1.0, math.nan])),
    (torch.ones(2), torch.ones(2, dtype=torch.float64)),
    (torch.ones(2, dtype=torch.int32), torch.ones(2, dtype=torch.int64)),
    (torch.ones(0, 3), torch.ones(0, 3)),
    (torch.ones(2), torch.ones(2) + 1e-5),
    (torch.ones(2), np.ones(2, np.float16)),
    ({1: [torch.ones(1)]}, {1: [torch.ones(1)]}),
]
OTHER = [
    (1, 2),
    (1, True),
    (True, 1),
    (1, 1.0),
    (1.0, 1),
    (None, 0),
    (0, None),
    ("a", "b"),
    ("a", None),
    ("1", 1),
    ([1, 2], [1]),
    ([1], [2]),
    ([1], 1),
    (1, [1]),
    ({"a": 1}, {"b": 1}),
    ({"a": 1}, {"a": 2}),
    ({"a": 1}, [1]),
    (math.nan, 1.0),
    (1.0, math.nan),
    (math.inf, -math.inf),
    (10**30, 10**30 + 1),
    (10**30, 1),
    (1, 10**30),
    (torch.ones(2), torch.ones(2, 1)),
    (torch.ones(1), torch.ones(())),
    (torch.ones(2), torch.ones(2, dtype=torch.int64)),
    (torch.ones(2).bool(), torch.ones(2).long()),
    (torch.ones(2), torch.ones(2) + 1e-3),
    (torch.ones(2), [1.0, 1.0]),
    ([1.0, 1.0], torch.ones(2)),
    (torch.ones(2), "ones"),
    (torch.ones(2), torch.tensor([1.0, math.nan])),
    (torch.tensor([1.0, math.nan]), torch.ones(2)),
    (torch.ones(2), torch.ones(2, dtype=torch.complex64)),
    (torch.ones(3, 2), torch.ones(2, 3)),
    (torch.ones(2), None),
]


@pytest.mark.parametrize(("expected", "got"), SAME)
def test_equal_answers_agree(expected, got):
    assert compare(expected, got) is None


@pytest.mark.parametrize(("expected", "got"), OTHER)
def test_different_answers_differ(expected, got):
    assert compare(expected, got)


def test_tolerance_counts_from_the_expected_value():
    assert compare(100.0, 100.9, rtol=0.01, atol=0) is None
    assert compare(100.0, 101.1, rtol=0.01, atol=0)
    assert compare(0.0, 0.009, rtol=0, atol=0.01) is None
    assert compare(0.0, 0.011, rtol=0, atol=0.01)


def test_no_sentence_shows_the_expected_value():
    secret = 7.654321
    for got in (1, 1.0, "x", None, [1.0], torch.ones(3), torch.ones(2), {"a": 1}):
        for expected in (secret, torch.full((2,), secret), [secret], {"a": secret}, "7.654321"):
            assert "7.65" not in (compare(expected, got) or "")


def emission(name, answer=None, points=1.0, error=None):
    return Emission(name, points, 1e-4, 1e-6, answer, error)


def test_points_are_partial_and_come_from_the_reference():
    expected = [emission("a", 1, 2), emission("b", 2, 3), emission("c", 3, 4)]
    parts = judge_answers(
        expected, [emission("a", 1, 1000), emission("b", 9, 1000), emission("x", 3, 1000)]
    )
    assert [part.earned for part in parts] == [2, 0, 0]
    assert "No answer came" in parts[2].problem


def test_only_the_first_answer_under_a_name_counts():
    guesses = [emission("a", guess) for guess in (0, 1, 2)]
    assert judge_answers([emission("a", 1)], guesses)[0].earned == 0


def test_an_error_earns_nothing_and_is_told():
    part = judge_answers([emission("a", None)], [emission("a", None, error="ValueError")])[0]
    assert part.earned == 0 and part.problem == "Your code raised ValueError."


def test_the_judges_words_carry_nothing_that_the_process_chose():
    """It has seen hidden inputs: names of its own, lengths, places and counts would be a way to
    send them home.
    """
    expected = emission("a", sent(torch.zeros(4, 4)))
    words = [
        judge_answers([expected], [emission("a", None, error="The secret is 3.14")])[0].problem,
        judge_answers([expected], [emission("a", sent(torch.zeros(19, 75, 1)))])[0].problem,
        judge_answers([expected], [emission("a", sent(torch.zeros(1975, 4)))])[0].problem,
        judge_answers([expected], [emission("a", sent(torch.eye(4)))])[0].problem,
        judge_answers([emission("a", [0] * 9)], [emission("a", [0] * 1975)])[0].problem,
        judge_answers([emission("a", [0] * 1976)], [emission("a", [0] * 1975 + [1])])[0].problem,
    ]
    assert all(words) and not any(
        "19" in text or "75" in text or "3.14" in text for text in words
    ), words
