"""Compare what a learner's kernel sent with what the reference sent, and turn it into points.

Runs in the grader's process, on decoded plain data only. Names, points and tolerances come from the
reference, never from the learner. The sentences it writes go into the learner's report, so none of
them holds an expected value, and none holds a number or a text that the learner's process chose: it
has seen the hidden inputs and could send them home.
"""

import builtins
from collections.abc import Sequence
from typing import Any

import numpy as np

from llmcourse.grading.answers import Array, Emission
from llmcourse.grading.records.result import Part

CLASSES = {
    "b": "true or false",
    "u": "whole numbers",
    "i": "whole numbers",
    "f": "numbers with a fraction",
    "c": "complex numbers",
}
ERRORS = {
    name
    for name, one in vars(builtins).items()
    if isinstance(one, type) and issubclass(one, BaseException)
}


def judge_answers(expected: Sequence[Emission], received: Sequence[Emission]) -> tuple[Part, ...]:
    """Judge one exercise: for every expected answer, the first one received under its name."""
    first: dict[str, Emission] = {}
    for emission in received:
        first.setdefault(emission.name, emission)
    return tuple(Part(one.name, one.points, _problem(one, first.get(one.name))) for one in expected)


def _problem(expected: Emission, received: Emission | None) -> str | None:
    if received is None:
        return "No answer came: your code stopped before it, or what it returned could not be read."
    if received.error is not None:
        return _words_for(received.error)
    return difference(expected.answer, received.answer, expected.rtol, expected.atol)


def _words_for(error: str) -> str:
    """Return what to say of an error's type: nothing that a learner's code could have put into its
    name.
    """
    if error == "BadAnswer":
        return (
            "What your code returned cannot be graded: return numbers, text, tensors, or lists of "
            "them, not too many."
        )
    if error == "Forbidden":
        return "Your code used what this exercise asks you to build."
    return f"Your code raised {error}." if error in ERRORS else "Your code raised an error."


def difference(expected: Any, got: Any, rtol: float, atol: float) -> str | None:
    """Return none when `got` agrees with `expected`, otherwise a sentence that says how it differs
    and not from what.
    """
    if isinstance(expected, dict):
        return _dict_difference(expected, got, rtol, atol)
    if isinstance(expected, list):
        return _list_difference(expected, got, rtol, atol)
    if expected is None or isinstance(expected, str):
        return _plain_difference(expected, got)
    return _number_difference(expected, got, rtol, atol)


def _plain_difference(expected: str | None, got: Any) -> str | None:
    if type(expected) is not type(got):
        return f"{_kind(expected)} was expected, and yours is {_kind(got)}."
    return None if expected == got else "The text differs from what was expected."


def _list_difference(expected: list, got: Any, rtol: float, atol: float) -> str | None:
    if not isinstance(got, list):
        return f"A list or tuple was expected, and yours is {_kind(got)}."
    if len(expected) != len(got):
        return (
            f"{len(expected)} values were expected, and yours has "
            f"{'more' if len(got) > len(expected) else 'fewer'}."
        )
    for place, pair in enumerate(zip(expected, got, strict=True)):
        problem = difference(*pair, rtol, atol)
        if problem:
            return f"One of the values: {problem}" if place else f"The first value: {problem}"
    return None


def _dict_difference(expected: dict, got: Any, rtol: float, atol: float) -> str | None:
    if not isinstance(got, dict) or expected.keys() != got.keys():
        return "A dictionary with other keys was expected."
    keys = list(expected)
    problem = _list_difference(
        [expected[key] for key in keys], [got[key] for key in keys], rtol, atol
    )
    return problem and "In the dictionary: " + problem


def _number_difference(expected: Any, got: Any, rtol: float, atol: float) -> str | None:
    if not isinstance(got, bool | int | float | Array):
        return f"{_kind(expected)} was expected, and yours is {_kind(got)}."
    if type(expected) is type(got) is int:
        return None if expected == got else "The value is wrong."
    mine, truth = _values(got), _values(expected)
    if mine.shape != truth.shape:
        return _shape_words(mine.shape, truth.shape)
    if CLASSES[mine.dtype.kind] != CLASSES[truth.dtype.kind]:
        return (
            f"It holds {CLASSES[mine.dtype.kind]}, and {CLASSES[truth.dtype.kind]} were expected."
        )
    wrong = int((~_close(mine, truth, rtol, atol)).sum())
    if not wrong:
        return None
    return (
        "The value is wrong."
        if truth.size == 1
        else f"The shape is right; {_share(wrong / truth.size)} are wrong."
    )


def _shape_words(mine: tuple[int, ...], truth: tuple[int, ...]) -> str:
    if len(mine) != len(truth):
        return (
            f"It has too {'many' if len(mine) > len(truth) else 'few'} dimensions: {len(truth)} "
            "were expected."
        )
    wrong = next(
        place for place, pair in enumerate(zip(mine, truth, strict=True)) if pair[0] != pair[1]
    )
    return (
        f"Its shape is wrong in dimension {wrong}, which is too "
        f"{'long' if mine[wrong] > truth[wrong] else 'short'}."
    )


def _share(share: float) -> str:
    """Return about how many, in words."""
    if share == 1:
        return "all of its numbers"
    return "most of its numbers" if share > 0.5 else "some of its numbers"


def _values(value: Any) -> np.ndarray:
    if isinstance(value, Array):
        return value.values
    if type(value) is int:  # beyond 64 bits it equals no tensor's value
        return np.asarray(max(-(2**63), min(value, 2**63 - 1)))
    return np.asarray(value)


def _close(mine: np.ndarray, truth: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    if truth.dtype.kind in "bui":
        return np.asarray(mine == truth)
    wide = np.complex128 if truth.dtype.kind == "c" else np.float64
    with np.errstate(all="ignore"):
        close = np.isclose(
            mine.astype(wide), truth.astype(wide), rtol=rtol, atol=atol, equal_nan=True
        )
    return np.asarray(close)


def _kind(value: Any) -> str:
    names = {
        type(None): "None",
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        str: "text",
        list: "a list or tuple",
        dict: "a dictionary",
        Array: "a tensor",
    }
    return names[type(value)]
