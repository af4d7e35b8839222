"""The frame and the rungs of a visible check: shape, dtype, properties, values, each failing in
words.

Every exercise notebook imports this. It knows no answers: the truth that a check compares with
stands in its own cell. A learner is to see our words and no more, also where pytest runs the check:
PYTEST_DONT_REWRITE.
"""

import ast
import inspect
import linecache
import os
import textwrap
from collections.abc import Callable, Sequence
from os.path import isfile
from traceback import walk_tb
from types import CodeType, ModuleType, TracebackType

import torch
from torch import Tensor

from llmcourse.grading.forbidden import refusal, used_in
from llmcourse.grading.records.mishaps import LINE_LEFT

STRICT = (
    "LLMCOURSE_STRICT"  # set to 1 by `llmcourse check` and by the grader: a blank answer then fails
)


class NotDone(AssertionError):
    """An exercise that still raises NotImplementedError: met in strict mode, or with an answer
    beside that line.
    """

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
        if isinstance(error, NotImplementedError) and not str(error) and _is_of_a_cell(trace):
            words = _not_done(self.label, trace)
            if os.environ.get(STRICT) == "1" or LINE_LEFT in words:
                raise NotDone(words) from None
            print(f"{words}.")
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


def _cells(trace: TracebackType) -> list[CodeType]:
    """Return the code of cells in a trace, the check's first; what libraries ran is left out."""
    codes = [frame.f_code for frame, _ in walk_tb(trace)]
    check = codes[0].co_filename
    return [one for one in codes if one.co_filename == check or not isfile(one.co_filename)]


def _is_of_a_cell(trace: TracebackType) -> bool:
    """Return whether an error was raised by a cell's own line, and not inside a library."""
    *_, last = walk_tb(trace)
    return last[0].f_code is _cells(trace)[-1]


def _not_done(label: str, trace: TracebackType) -> str:
    """Return what to say of the stub's line: nothing is done yet, or it was left in an answer."""
    first, *called = _cells(trace)
    stub = called[-1] if called else first
    if _does_more_than_raise(stub):
        return LINE_LEFT
    answers = {code.co_filename for code in called} - {first.co_filename}
    if len(answers) > 1:
        return f"{label} calls `{stub.co_qualname}`, which is not done yet"
    return f"{label} not done yet"


def _does_more_than_raise(code: CodeType) -> bool:
    """Return whether a function holds more than a docstring and the stub's line."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    except (OSError, SyntaxError):  # its source was not kept
        return False
    body = getattr(tree.body[0], "body", tree.body)
    return any(not isinstance(one, ast.Raise | ast.Expr | ast.Pass) for one in body)


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
    if isinstance(error, NotImplementedError) and '"forward"' in str(error):
        return f"{label}: torch finds no method to call. Is its name spelled `forward`?"
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


def by_hand(answer: Callable, *names: str) -> None:
    """Require that the cell of an answer uses none of these functions, which it is to rebuild: the
    grader refuses them.
    """
    code = getattr(answer, "__code__", None)
    lines = linecache.getlines(code.co_filename) if code is not None else []
    known = [_import_of(*item) for item in getattr(answer, "__globals__", {}).items()]
    used = used_in("".join(lines), names, "\n".join(filter(None, known)))
    assert used is None, f"Line {used[1]}: {refusal(used[0])}"


def _import_of(name: str, value: object) -> str:
    """Return an import that would bind a name to its value; empty when it is nobody's."""
    if isinstance(value, ModuleType):
        return f"import {value.__name__} as {name}"
    module, own = getattr(value, "__module__", None), getattr(value, "__name__", None)
    is_plain = isinstance(module, str) and isinstance(own, str) and own.isidentifier()
    return f"from {module} import {own} as {name}" if is_plain and module != "__main__" else ""


def told_apart(one: float | Tensor, other: float | Tensor) -> tuple[str, str]:
    """Return two numbers with six digits, or with as many as it takes to see that they differ.

    >>> told_apart(0.8, 0.9), told_apart(0.8, 0.80000001)
    (('0.8', '0.9'), ('0.8', '0.80000001'))
    """
    pair = ("", "")
    for digits in range(6, 18):
        pair = (f"{float(one):.{digits}g}", f"{float(other):.{digits}g}")
        if pair[0] != pair[1]:
            break
    return pair


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
        numbers = "you have {}, it should be {}".format(*told_apart(mine[place], truth[place]))
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
