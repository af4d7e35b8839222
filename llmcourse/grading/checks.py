"""The frame and the rungs of a visible check: shape, dtype, properties, values, each failing in
words.

Every exercise notebook imports this. It knows no answers: the truth that a check compares with
stands in its own cell. A learner is to see our words and no more, also where pytest runs the check:
PYTEST_DONT_REWRITE.
"""

import os
from collections.abc import Sequence
from traceback import walk_tb
from types import TracebackType

import torch
from torch import Tensor

STRICT = (
    "LLMCOURSE_STRICT"  # set to 1 by `llmcourse check` and by the grader: a blank answer then fails
)


class NotDone(AssertionError):
    """An exercise that still raises NotImplementedError, met in strict mode."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class checking:
    """Frame of one visible check: prints `4.1 ok`, or says kindly that the exercise is not done
    yet.

    >>> with checking("4.1"):
    ...     assert 1 + 1 == 2
    4.1 ok
    """

    def __init__(self, label: str):
        self.label = label

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, error, trace) -> bool:
        if isinstance(error, NotImplementedError):
            if os.environ.get(STRICT) == "1":
                raise NotDone(f"{self.label} not done yet") from None
            print(f"{self.label} not done yet.")
            return True
        if error is None:
            print(f"{self.label} ok")
        elif isinstance(error, AssertionError):
            if _raised_by_the_check(trace):
                words = f"{self.label}: {error}"
                error._render_traceback_ = lambda: [words]  # type: ignore[attr-defined]
        elif isinstance(error, Exception):
            error.add_note(_advice(self.label, error))
        return False


def _raised_by_the_check(trace: TracebackType) -> bool:
    """Return whether no frame but the check cell's and this file's is in the trace: the answer ran,
    and was judged.
    """
    files = {frame.f_code.co_filename for frame, _ in walk_tb(trace)}
    return files <= {trace.tb_frame.f_code.co_filename, __file__}


def _advice(label: str, error: Exception) -> str:
    if isinstance(error, NameError):
        return (
            f"{label}: a name is unknown. Run the setup cell and your answer cell first, then this "
            "one."
        )
    return (
        f"{label}: your code stopped before it had an answer. Print the shapes just above the line "
        "that failed."
    )


def returned(got: object, *names: str) -> Sequence:
    """Return `got`, when it is a tuple or list of as many things as there are `names`."""
    expected = f"`return {', '.join(names)}` is expected"
    assert isinstance(got, tuple | list) and len(got) == len(names), (
        f"You return {_kind(got)}; {expected}."
    )
    return got


def same_shape(got: object, expected: Sequence[int], hint: str) -> None:
    """Require a tensor of the expected shape: the first rung."""
    assert isinstance(got, Tensor), f"You return {_kind(got)}; a tensor is expected."
    got_shape, expected_shape = tuple(got.shape), tuple(expected)
    assert got_shape == expected_shape, (
        f"The shape is {got_shape}, and should be {expected_shape}. {hint}"
    )


def same_dtype(got: Tensor, expected: torch.dtype, hint: str) -> None:
    """Require the expected dtype: the second rung."""
    assert got.dtype == expected, f"The dtype is {got.dtype}, and should be {expected}. {hint}"


def close(got: Tensor, expected: Tensor | Sequence | float, hint: str, atol: float = 1e-5) -> None:
    """Require that `got` agrees with `expected`, one number or as many, to within `atol`; if not,
    say where.
    """
    truth = torch.as_tensor(expected).double()
    if truth.dim() > 0:
        same_shape(got, truth.shape, hint)
    mine, truth = got.double(), truth.expand_as(got)
    apart = ~torch.isclose(mine, truth, rtol=0, atol=atol)
    if apart.any():
        place = tuple(apart.nonzero()[0].tolist())
        numbers = f"you have {mine[place].item():.6g}, it should be {truth[place].item():.6g}"
        raise AssertionError(f"{hint} First difference at {list(place)}: {numbers}.")


def unlike(got: Tensor, mistake: Tensor | Sequence | float, hint: str, atol: float = 1e-5) -> None:
    """Name a known wrong answer: fail with `hint` when `got` agrees with `mistake` to within
    `atol`.
    """
    wrong = torch.as_tensor(mistake).double()
    if got.shape == wrong.shape:
        assert not torch.allclose(got.double(), wrong, rtol=1e-5, atol=atol), hint


def _kind(value: object) -> str:
    if value is None:
        return "None (is there a `return` at the end?)"
    if isinstance(value, tuple | list):
        return f"a {type(value).__name__} of {len(value)}"
    return f"something of type {type(value).__name__}"
