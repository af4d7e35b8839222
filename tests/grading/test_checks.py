"""The frame and the rungs of visible checks: what they let pass, what they say, and when they stay
kind.
"""

import importlib.util
import linecache
import re

import pytest
import torch

from llmcourse.grading import checks
from llmcourse.grading.checks import (
    NotDone,
    by_hand,
    checking,
    close,
    returned,
    same_dtype,
    same_shape,
    unlike,
)


def answer():
    raise NotImplementedError


def test_success_is_printed(capsys):
    with checking("9.1"):
        pass
    assert capsys.readouterr().out == "9.1 ok\n"


@pytest.mark.parametrize("strict", [None, "", "0"])
def test_blank_answer_is_met_kindly(strict, capsys, monkeypatch):
    monkeypatch.delenv("LLMCOURSE_STRICT", raising=False)
    if strict is not None:
        monkeypatch.setenv("LLMCOURSE_STRICT", strict)
    with checking("9.1"):
        answer()
    assert capsys.readouterr().out == "9.1 not done yet.\n"


def test_blank_answer_fails_in_strict_mode(capsys, monkeypatch):
    monkeypatch.setenv("LLMCOURSE_STRICT", "1")
    with pytest.raises(NotDone, match=r"^9\.1 not done yet$") as failure, checking("9.1"):
        answer()
    assert isinstance(failure.value, AssertionError)
    assert failure.value.__suppress_context__
    assert capsys.readouterr().out == ""


def in_cells(monkeypatch, **sources):
    """Run each source as a cell of its own, its lines kept as IPython keeps them; return the
    names.
    """
    names = {"torch": torch}
    for cell, source in sources.items():
        lines = source.splitlines(keepends=True)
        monkeypatch.setitem(linecache.cache, f"<{cell}>", (len(source), None, lines, f"<{cell}>"))
        exec(compile(source, f"<{cell}>", "exec"), names)
    return names


DOCUMENTED = (
    'def answer(x):\n    """Double x."""\n    # YOUR CODE HERE\n    raise NotImplementedError'
)


@pytest.mark.parametrize(
    "left",
    ["raise NotImplementedError\n    return 2 * x", "y = 2 * x\n    raise NotImplementedError"],
)
def test_the_stubs_line_left_in_an_answer_is_named(left, capsys, monkeypatch):
    names = in_cells(monkeypatch, one=DOCUMENTED.replace("raise NotImplementedError", left))
    said = re.escape("The line `raise NotImplementedError` is still in")
    with pytest.raises(NotDone, match=said), checking("9.1"):
        names["answer"](1)
    assert capsys.readouterr().out == ""


def test_a_stub_with_a_docstring_is_not_done_yet(capsys, monkeypatch):
    with checking("9.1"):
        in_cells(monkeypatch, one=DOCUMENTED)["answer"](1)
    assert capsys.readouterr().out == "9.1 not done yet.\n"


def test_an_answer_that_calls_another_that_is_not_done_is_told_which(capsys, monkeypatch):
    names = in_cells(monkeypatch, one=DOCUMENTED, two="def twice(x):\n    return answer(answer(x))")
    with checking("9.2"):
        names["twice"](1)
    assert capsys.readouterr().out == "9.2 calls `answer`, which is not done yet.\n"


def test_a_librarys_own_error_of_that_type_is_no_stub(monkeypatch):
    names = in_cells(monkeypatch, one="class Own(torch.nn.Module): pass\nown = Own()")
    with pytest.raises(NotImplementedError, match="own"), checking("9.1"):
        raise NotImplementedError("a kernel of torch's own, called by this very line")
    missing = 'missing the required "forward"'
    with pytest.raises(NotImplementedError, match=missing) as failure, checking("9.1"):
        names["own"](1)
    assert "Is its name spelled `forward`" in failure.value.__notes__[0]


SETUP = "import torch.nn.functional as F\nfrom torch.nn.functional import softmax as soft\n"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def answer(x):\n    return F.softmax(x, 0)", 2),
        ("def answer(x):\n    return soft(x, 0)", 2),
        ("def answer(x):\n    return x.softmax(0)", 2),
        (
            "def helper(x):\n    return torch.softmax(x, 0)\n\ndef answer(x):\n    return helper(x)",
            2,
        ),
        ("import torch as t\n\ndef answer(x):\n    return t.softmax(x, 0)", 4),
    ],
)
def test_what_is_to_be_built_by_hand_is_not_used(source, line, monkeypatch):
    asked = ("torch.softmax", "torch.Tensor.softmax", "torch.nn.functional.softmax")
    names = in_cells(monkeypatch, setup=SETUP, one=source)
    with pytest.raises(AssertionError, match=rf"^Line {line}: `torch\.[a-zA-Z.]*softmax` is what"):
        by_hand(names["answer"], *asked)
    honest = "def answer(x):\n    e = x.exp()  # not torch.softmax\n    return e / e.sum()"
    by_hand(in_cells(monkeypatch, setup=SETUP, one=honest)["answer"], *asked)


def test_not_done_is_shown_in_one_line():
    assert NotDone("9.1 not done yet")._render_traceback_() == ["9.1 not done yet"]


def plain_checks():
    """The module as a learner has it: without the checker of types that the tests put around it."""
    spec = importlib.util.spec_from_file_location("plain_checks", checks.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown_lines(answer_source):
    """What IPython shows, if the check has a say in it, when the answer in another file meets a
    check here.
    """
    names, plain = {}, plain_checks()
    exec(compile(answer_source, "answer cell", "exec"), names)
    with pytest.raises(AssertionError) as failure, plain.checking("9.1"):
        plain.same_shape(names["answer"](), (2,), "hint")
    return getattr(failure.value, "_render_traceback_", lambda: None)()


def test_failed_check_is_shown_in_one_line():
    lines = shown_lines("def answer():\n    return 5")
    assert lines == ["9.1: You return something of type int; a tensor is expected."]


def test_failed_assertion_of_the_learners_own_is_shown_where_it_stands():
    assert shown_lines("def answer():\n    assert 1 == 2") is None


def test_failed_assertion_passes_through_untouched(capsys):
    with pytest.raises(AssertionError, match=r"^too small$") as failure, checking("9.1"):
        raise AssertionError("too small")
    assert not hasattr(failure.value, "__notes__")
    assert capsys.readouterr().out == ""


def test_crash_keeps_its_kind_and_gains_advice():
    with pytest.raises(RuntimeError) as failure, checking("9.1"):
        raise RuntimeError("boom")
    assert failure.value.args == ("boom",)
    assert failure.value.__notes__ == [
        "9.1: your code stopped before it had an answer. Print the shapes just above the line that "
        "failed."
    ]


def test_unknown_name_points_at_the_cells_above():
    with pytest.raises(NameError) as failure, checking("9.1"):
        raise NameError("name 'attention' is not defined")
    assert "Run the setup cell and your answer cell first" in failure.value.__notes__[0]


def test_interrupt_passes_without_advice():
    with pytest.raises(KeyboardInterrupt) as stop, checking("9.1"):
        raise KeyboardInterrupt
    assert not hasattr(stop.value, "__notes__")


@pytest.mark.parametrize(
    "got, said",
    [
        (None, "You return None"),
        (torch.ones(2), "You return something of type Tensor"),
        ([1, 2, 3], "a list of 3"),
    ],
)
def test_returned_things_are_counted(got, said):
    with pytest.raises(AssertionError, match=rf"{said}.*; `return out, weights` is expected\.$"):
        returned(got, "out", "weights")


@pytest.mark.parametrize("got", [(1, 2), [1, 2]])
def test_returned_things_come_back(got):
    assert returned(got, "out", "weights") == got


def test_shape_rung():
    same_shape(torch.ones(2, 3), (2, 3), "hint")
    same_shape(torch.ones(2, 3), torch.zeros(2, 3).shape, "hint")
    with pytest.raises(
        AssertionError, match=r"^The shape is \(3, 2\), and should be \(2, 3\). Transposed?"
    ):
        same_shape(torch.ones(3, 2), (2, 3), "Transposed?")
    with pytest.raises(AssertionError, match=r"^The shape is \(\), and should be \(1,\)"):
        same_shape(torch.tensor(1.0), (1,), "")


@pytest.mark.parametrize(
    "got, said", [(None, "You return None"), ([1, 2], "a list of 2"), (1.0, "of type float")]
)
def test_shape_rung_wants_a_tensor(got, said):
    with pytest.raises(AssertionError, match=said):
        same_shape(got, (2,), "hint")


def test_dtype_rung():
    same_dtype(torch.ones(2), torch.float32, "hint")
    with pytest.raises(
        AssertionError, match=r"^The dtype is torch.float64, and should be torch.float32. hint$"
    ):
        same_dtype(torch.ones(2).double(), torch.float32, "hint")


def test_value_rung_names_the_first_difference():
    got = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    close(got, [[1, 2], [3, 4]], "hint")
    with pytest.raises(
        AssertionError,
        match=r"^Swapped\? First difference at \[0, 1\]: you have 2, it should be 3.$",
    ):
        close(got, got.T, "Swapped?")


def test_value_rung_names_a_wrong_shape():
    with pytest.raises(AssertionError, match=r"^The shape is \(2,\), and should be \(1, 2\)"):
        close(torch.ones(2), [[1, 1]], "hint")
    unlike(torch.ones(2), [[1, 1]], "another shape is not this mistake")


def test_value_rung_takes_one_number_for_all():
    close(torch.full((2, 3), 0.5), 0.5, "hint")
    with pytest.raises(AssertionError, match=r"at \[1\]: you have 0.4"):
        close(torch.tensor([0.5, 0.4]), 0.5, "hint")


@pytest.mark.parametrize("off, passes", [(0.9e-3, True), (1.1e-3, False)])
def test_value_rung_keeps_its_tolerance(off, passes):
    got = torch.tensor([1000.0 + off], dtype=torch.float64)
    expected = torch.tensor([1000.0], dtype=torch.float64)
    if passes:
        close(got, expected, "hint", atol=1e-3)
        return
    with pytest.raises(AssertionError):
        close(got, expected, "hint", atol=1e-3)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_value_rung_refuses_nan_and_infinity(bad):
    with pytest.raises(AssertionError, match=f"you have {bad}"):
        close(torch.tensor([1.0, bad]), [1.0, 1.0], "hint")


def test_value_rung_accepts_tensors_that_carry_gradients():
    close(torch.ones(2, requires_grad=True) * 1, 1.0, "hint")


def test_known_mistake_is_named():
    unlike(torch.tensor([1.0, 2.0]), [1.0, 2.1], "hint")
    with pytest.raises(AssertionError, match=r"^Not scaled\.$"):
        unlike(torch.tensor([1.0, 2.0]), [1, 2], "Not scaled.")


def test_nothing_is_mistaken_for_a_known_mistake():
    unlike(torch.tensor([float("nan")]), [float("nan")], "hint")
