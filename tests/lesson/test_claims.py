"""Rules judge, verdicts become void, expectations speak, and guesses are scored."""

import doctest
import math
import subprocess
import sys

import pytest

from llmcourse.lesson import claims, measured
from llmcourse.lesson.claims import fails, holds, limited


@pytest.fixture(autouse=True)
def shown(monkeypatch):
    """An empty ledger outside the course's tests; every mime bundle that was displayed."""
    monkeypatch.setattr(claims, "_entries", {})
    monkeypatch.delenv(claims.UNDER_TEST, raising=False)
    bundles = []
    monkeypatch.setattr(claims, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def table_html(shown):
    claims.table()
    return shown[-1]["text/html"]


def rule_XX1(legs):
    if min(legs) >= 4:
        return holds()
    if max(legs) >= 4:
        return limited(f"one has {min(legs)}")
    return fails(f"at most {max(legs)}")


@pytest.mark.parametrize("module", [claims, measured])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("legs", "said"),
    [
        ([4, 5], "holds"),
        ([4, 3], "holds with a limit (one has 3)"),
        ([2, 3], "does not hold here (at most 3)"),
    ],
)
def test_the_rule_decides_and_finds_the_words(legs, said, capsys, shown):
    claims.verdict("XX1", "dogs have four legs", rule_XX1, legs)
    assert capsys.readouterr().out == f"XX1  dogs have four legs: {said}\n"
    claims.table()
    assert shown[-1]["text/plain"] == f"XX1  dogs have four legs: {said.split(' (')[0]}"


def test_a_limit_needs_words():
    with pytest.raises(ValueError, match="needs words"):
        limited("")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (lambda legs: None, "void .*returned None"),
        (lambda legs: legs["five"], "void .*KeyError: 'five'"),
        (lambda legs: True, "void .*returned True"),
    ],
)
def test_a_rule_that_cannot_judge_leaves_the_verdict_void(rule, said, capsys, monkeypatch):
    claims.verdict("XX1", "dogs have legs", rule, {"four": 4})
    assert __import__("re").search(said, capsys.readouterr().out)
    monkeypatch.setenv(claims.UNDER_TEST, "1")
    with pytest.raises((TypeError, KeyError)):
        claims.verdict("XX1", "dogs have legs", rule, {"four": 4})


def test_measuring_again_makes_the_verdict_void_until_it_is_given_again(shown, capsys):
    claims.record("XX1", "legs", [4, 4])
    claims.verdict("XX1", "dogs have four legs", rule_XX1, [4, 4])
    claims.record("XX1", "legs", [2, 2])
    assert "<b>void</b>: legs was measured again" in table_html(shown)
    claims.verdict("XX1", "dogs have four legs", rule_XX1, [2, 2])
    page = table_html(shown)
    assert "does not hold here" in page and "void" not in page and "legs: 2, 2" in page


def test_recording_never_raises(capsys):
    for values in (math.nan, math.inf, [], {}, {"a": [1, math.nan]}, 10**30):
        claims.record("XX1", "odd", values)
    assert capsys.readouterr().out.count("XX1  odd: ") == 6


def test_chance_and_baseline_stand_beside_the_measurement(capsys):
    claims.record("XX1", "right", [0.5, 0.6], unit=" of all", chance=0.1, baseline=0.93)
    assert capsys.readouterr().out == "XX1  right: 0.5, 0.6 of all (chance 0.1, baseline 0.93)\n"


@pytest.mark.parametrize(
    ("value", "bounds", "said"),
    [
        (2, {"at_least": 2}, "2, as expected (at least 2)"),
        (1.36, {"at_least": 1.35}, "1.4, as expected (at least 1.35)"),
        (1.23, {"at_most": 1.25}, "1.2, as expected (at most 1.25)"),
        (1.99, {"at_least": 2}, "different on this machine (expected at least 2)"),
        (3, {"at_least": 1, "at_most": 2}, "(expected at least 1, at most 2)"),
        (math.nan, {"at_most": 1}, "different on this machine"),
    ],
)
def test_expectations_speak_and_raise_only_under_the_tests(
    value, bounds, said, capsys, monkeypatch
):
    claims.expect("legs", value, **bounds)
    assert said in capsys.readouterr().out
    monkeypatch.setenv(claims.UNDER_TEST, "1")
    if "different" in said or ("expected at" in said and "as expected" not in said):
        with pytest.raises(claims.UnexpectedError, match="legs"):
            claims.expect("legs", value, **bounds)
    else:
        claims.expect("legs", value, **bounds)


def test_an_expectation_without_bound_could_not_fail():
    with pytest.raises(ValueError, match="needs a bound"):
        claims.expect("legs", 4)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-2, "-2"),
        (12345, "12,345"),
        (0.5671, "0.57"),
        (12.345, "12.3"),
        (99.96, "100"),
        (123.4, "123"),
        (0.00012, "1.2e-04"),
        (2.5e7, "2.5e+07"),
        (math.inf, "inf"),
    ],
)
def test_numbers_are_shortened_as_one_would_write_them(value, text):
    assert measured.shorten(value) == text


@pytest.mark.parametrize(
    "value",
    [3, 0.5, "word", None, True, [1, 2.5], {5: [1.0, 2.0]}, {"a": {1: [math.inf]}}, {(1, 2): 3}],
)
def test_measurements_survive_the_file(value):
    import json

    stored = json.loads(json.dumps(measured.as_json(value), allow_nan=False))
    assert measured.from_json(stored) == value


def test_tensors_and_arrays_are_measurements():
    import numpy as np
    import torch

    assert measured.as_json(torch.tensor([1.0, 2.0])) == [1.0, 2.0]
    assert measured.as_json(np.float32(0.5)) == 0.5
    assert measured.as_json({np.int64(3): torch.tensor(2)}) == {"pairs": [[3, 2]]}
    assert measured.described(torch.tensor([0.25, 0.5])) == "0.25, 0.5"


@pytest.mark.parametrize(
    ("guess", "said", "in_table"),
    [
        (None, "four.", "none"),
        ("four", "That is what you guessed.", "right"),
        ("six", "guessed: six.", "not this time"),
    ],
)
def test_guesses_are_scored(guess, said, in_table, capsys, shown):
    if guess:
        claims.record_guess("XX1", guess)
    claims.answer("XX1", "four")
    assert said in capsys.readouterr().out
    claims.verdict("XX1", "dogs have legs", rule_XX1, [4])
    assert f">{in_table}</td>" in table_html(shown)


def test_a_guess_without_measurement_is_not_called_wrong(shown):
    claims.record_guess("XX1", "four")
    claims.verdict("XX1", "dogs have legs", rule_XX1, [4])
    assert "not scored" in table_html(shown)


def test_the_table_escapes_what_it_is_given(shown):
    claims.record("A<1>", "x < y & z", 4)
    claims.verdict("A<1>", "<b>bold</b>", lambda: limited("if a < b"))
    page = table_html(shown)
    assert "<b>bold" not in page and "A&lt;1&gt;" in page
    assert "x &lt; y &amp; z" in page and "if a &lt; b" in page


def test_the_table_is_sorted_and_lists_only_claims_with_a_verdict(shown):
    claims.record_guess("XX0", "four")
    for id in ("XX3", "XX2"):
        claims.verdict(id, "dogs have legs", rule_XX1, [4])
    page = table_html(shown)
    assert "XX0" not in page and page.index("XX2") < page.index("XX3")
    assert page.count('<th scope="col"') == 5


RERUN = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.showtraceback = lambda *_, **__: None
rule = "def rule_A(x):\\n    return holds()"
shell.run_cell("from llmcourse.lesson import claims\\nfrom llmcourse.lesson.claims import holds", cell_id="setup")
shell.run_cell(rule, cell_id="rule")
shell.run_cell("claims.record('A', 'x', 1)", cell_id="measure")
shell.run_cell("claims.verdict('A', 'text', rule_A, 1)", cell_id="verdict")
shell.run_cell("1 / 0", cell_id="elsewhere")
from llmcourse.lesson import claims
print(claims._entries["A"].outcome)
shell.run_cell("1 / 0; claims.record('A', 'x', 1)", cell_id="measure")
print(claims._entries["A"].outcome)
"""


def test_a_measuring_cell_that_fails_in_a_later_run_makes_the_verdict_void():
    done = subprocess.run([sys.executable, "-c", RERUN], capture_output=True, text=True, check=True)
    *_, before, after = done.stdout.splitlines()
    assert before == "holds"
    assert after == "void (a cell that measures it failed when it ran again)"


def test_every_column_of_the_table_has_a_name():
    """An empty head leaves the cells below it without a name for a screen reader."""
    assert all(name.strip() for name in claims.COLUMNS)
