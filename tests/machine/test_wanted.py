"""What public functions want of their arguments: what fits is returned as it is."""

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from llmcourse.machine import wanted


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3), torch.tensor(3)])
def test_whole_numbers_of_every_kind_fit(value):
    assert wanted.whole_number("n", value, 3, 3) == 3
    with pytest.raises(ValueError, match="n must be at least 4 and at most 5, not 3"):
        wanted.whole_number("n", value, 4, 5)


@pytest.mark.parametrize("value", [True, 3.0, "3", None, np.float32(3), torch.ones(2), [3], 3j])
def test_nothing_else_is_a_whole_number(value):
    with pytest.raises(TypeError, match="n must be a whole number, not "):
        wanted.whole_number("n", value)


@pytest.mark.parametrize("value", [2, 0.5, np.float16(0.5), torch.tensor(0.5), Fraction(1, 2)])
def test_numbers_of_every_kind_fit_and_stay_as_they_are(value):
    assert wanted.number("x", value, least=0.5, most=2) is value


@pytest.mark.parametrize("value", [True, "1", None, 1j, torch.ones(2), np.ones((2, 2)), [1.0]])
def test_nothing_else_is_a_number(value):
    with pytest.raises(TypeError, match="x must be"):
        wanted.number("x", value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**400, torch.tensor(math.nan)])
def test_numbers_are_finite(value):
    with pytest.raises(ValueError, match="x must be a finite number"):
        wanted.number("x", value)


def test_shapes_may_begin_with_any_axes():
    x = torch.ones(2, 3, 4)
    for shape in [("B", "T", 4), ("*", 4), ("*", "T", 4), ("*", 2, 3, 4)]:
        assert wanted.array("x", x, shape, "float") is x
    for shape in [("B", 4), ("*", 3), ("*", "A", "B", "C", "D"), ("B", "T", 5)]:
        with pytest.raises(ValueError, match=r"x of shape \(2, 3, 4\) does not fit"):
            wanted.array("x", x, shape, "float")


def test_ids_come_as_a_list():
    for values in [
        [1, 2],
        (1, 2),
        np.array([1, 2]),
        torch.tensor([1, 2]),
        iter([1, 2]),
        range(1, 3),
    ]:
        assert wanted.ids("ids", values, 3) == [1, 2]
    assert wanted.ids("ids", [np.int64(1)]) == [1] and wanted.ids("ids", []) == []


def test_texts_are_looked_at_as_they_come():
    texts = wanted.texts("texts", iter(["a", None]))
    assert next(texts) == "a"
    with pytest.raises(TypeError, match=r"texts\[1\] must be text, not None"):
        next(texts)


def test_paths_may_be_text():
    assert wanted.path("path", "a/b") == wanted.path("path", Path("a/b")) == Path("a/b")


def test_long_values_are_shown_in_a_few_words():
    assert len(wanted.shown("a" * 10**6)) < 50 and len(wanted.shown(list(range(10**6)))) < 50
    assert wanted.shown(torch.ones(3, 4)) == "a Tensor of shape (3, 4)"
