"""Claims fail outside their bounds, verdicts are computed, and guesses are scored."""

import math

import pytest

from llmcourse.lesson import claims


@pytest.fixture(autouse=True)
def shown(monkeypatch):
    """An empty ledger; every mime bundle that was displayed."""
    monkeypatch.setattr(claims, "_entries", {})
    bundles = []
    monkeypatch.setattr(claims, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def table_html(shown):
    claims.table()
    return shown[-1]["text/html"]


@pytest.mark.parametrize("bounds", [{"at_least": 2}, {"at_most": 2}, {"at_least": 2, "at_most": 2}])
def test_a_value_on_its_bound_holds(bounds, capsys):
    claims.claim("XX1", "legs", 2, **bounds)
    assert capsys.readouterr().out.startswith("XX1  legs: 2 (at ")


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        (1.99, {"at_least": 2}),
        (2.01, {"at_most": 2}),
        (0, {"at_least": 1, "at_most": 2}),
        (3, {"at_least": 1, "at_most": 2}),
        (math.nan, {"at_least": 1}),
        (math.nan, {"at_most": 1}),
    ],
)
def test_a_value_outside_fails_by_name_and_is_not_kept(value, bounds, shown):
    with pytest.raises(claims.ClaimError, match=r"XX1 does not hold here: legs: .*\(at "):
        claims.claim("XX1", "legs", value, **bounds)
    claims.verdict("XX1", "dogs have legs", holds=True)
    assert "legs: " not in table_html(shown)


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_infinite_values_are_measured_too(value, capsys):
    claims.claim("XX1", "steps", value, at_least=-math.inf)
    assert "inf" in capsys.readouterr().out


def test_a_claim_without_bound_could_not_fail():
    with pytest.raises(ValueError, match="needs a bound"):
        claims.claim("XX1", "legs", 4)


def test_the_unit_is_written(capsys):
    claims.claim("XX1", "speed-up", 3.14159, at_least=3, unit=" ×")
    assert capsys.readouterr().out == "XX1  speed-up: 3.1 × (at least 3)\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (7.0, "7"),
        (-2, "-2"),
        (12345, "12,345"),
        (0.5671, "0.57"),
        (-0.5671, "-0.57"),
        (12.345, "12.3"),
        (99.96, "100"),
        (123.4, "123"),
        (0.00012, "1.2e-04"),
        (2.5e7, "2.5e+07"),
    ],
)
def test_numbers_are_shortened_as_one_would_write_them(value, text):
    assert claims.shorten(value) == text


@pytest.mark.parametrize(
    ("holds", "limit", "said"),
    [
        (True, "", "holds"),
        (True, "only here", "holds with a limit (only here)"),
        (False, "", "does not hold here"),
        (False, "only here", "does not hold here (only here)"),
    ],
)
def test_verdicts(holds, limit, said, capsys, shown):
    claims.verdict("XX1", "dogs have legs", holds=holds, limit=limit)
    assert capsys.readouterr().out == f"XX1  dogs have legs: {said}\n"
    claims.table()
    assert shown[0]["text/plain"] == f"XX1  dogs have legs: {said.split(' (')[0]}"


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
    claims.verdict("XX1", "dogs have legs", holds=True)
    assert f">{in_table}</td>" in table_html(shown)


def test_the_last_guess_counts(capsys):
    claims.record_guess("XX1", "six")
    claims.record_guess("XX1", "four")
    claims.answer("XX1", "four")
    assert "what you guessed" in capsys.readouterr().out


def test_a_guess_without_measurement_is_not_called_wrong(shown):
    claims.record_guess("XX1", "four")
    claims.verdict("XX1", "dogs have legs", holds=True)
    assert "not this time" not in table_html(shown)


def test_a_cell_that_runs_again_replaces_its_line(shown):
    claims.claim("XX1", "legs", 4, at_least=2)
    claims.claim("XX1", "legs of a table", 3, at_least=2)
    claims.claim("XX1", "legs", 5, at_least=2)
    claims.verdict("XX1", "dogs have legs", holds=True)
    assert "legs of a table: 3 (at least 2)<br>legs: 5 (at least 2)" in table_html(shown)
    assert "legs: 4" not in shown[0]["text/html"]


def test_the_table_escapes_what_it_is_given(shown):
    claims.claim("A<1>", "x < y & z", 4, at_least=2)
    claims.verdict("A<1>", "<b>bold</b>", holds=True, limit="if a < b")
    page = table_html(shown)
    assert "<b>bold" not in page and "A&lt;1&gt;" in page
    assert "x &lt; y &amp; z" in page and "if a &lt; b" in page


def test_the_table_is_sorted_and_lists_only_claims_with_a_verdict(shown):
    claims.record_guess("XX0", "four")
    for id in ("XX3", "XX2"):
        claims.verdict(id, "dogs have legs", holds=True)
    page = table_html(shown)
    assert "XX0" not in page and page.index("XX2") < page.index("XX3")
    assert page.count('<th scope="col"') == 5
