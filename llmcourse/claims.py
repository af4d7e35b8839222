"""Claims and what became of them: the reader guesses, a cell measures, a verdict is computed.

`claim` states one measured fact with its bound and raises when it fails; `verdict` says what the measurements make of
a claim from the literature; `answer` compares the reader's guess with what was measured; `table` sums a chapter up.
"""

import html
from dataclasses import dataclass, field

from IPython.display import display

HOLDS, LIMITED, FAILS = "holds", "holds with a limit", "does not hold here"


@dataclass
class Entry:
    """All that is known of one claim in this notebook."""

    text: str = ""
    verdict: str = ""
    limit: str = ""
    facts: list[str] = field(default_factory=list)
    guess: str | None = None
    answer: str | None = None


_entries: dict[str, Entry] = {}


class ClaimError(AssertionError):
    """A measurement fell outside the bound that its claim states."""


def claim(
    id: str,
    text: str,
    value: float,
    at_least: float | None = None,
    at_most: float | None = None,
    unit: str = "",
) -> None:
    """Print a measured value with its bound, and keep it for the table; raises ClaimError outside the bound.

    >>> claim("XX1", "legs of a dog", 4, at_least=4)
    XX1  legs of a dog: 4 (at least 4)
    """
    if at_least is None and at_most is None:
        raise ValueError(f"{id}: a claim needs a bound, at_least= or at_most=, or it could not fail.")
    bounds = [f"at least {shorten(at_least)}"] if at_least is not None else []
    bounds += [f"at most {shorten(at_most)}"] if at_most is not None else []
    fact = f"{text}: {shorten(value)}{unit} ({', '.join(bounds)})"
    above = at_least is None or value >= at_least
    below = at_most is None or value <= at_most
    if not (above and below):  # so that NaN fails too
        raise ClaimError(f"{id} does not hold here: {fact}")
    _keep_fact(_entries.setdefault(id, Entry()), text, fact)
    print(f"{id}  {fact}")


def _keep_fact(entry: Entry, text: str, fact: str) -> None:
    """A cell that runs again replaces its earlier line."""
    entry.facts = [old for old in entry.facts if not old.startswith(text + ": ")] + [fact]


def shorten(value: float) -> str:
    """A number with two or three significant digits, as one would write it.

    >>> shorten(0.000012345), shorten(1234.5), shorten(3.0), shorten(0.5671)
    ('1.2e-05', '1,234', '3', '0.57')
    """
    if float(value).is_integer() and abs(value) < 1e6:
        return f"{int(value):,}"
    size = abs(value)
    if size < 1e-3 or size >= 1e6:
        return f"{value:.1e}"
    return f"{value:,.0f}" if size >= 100 else f"{value:.3g}" if size >= 10 else f"{value:.2g}"


def verdict(id: str, text: str, holds: bool, limit: str = "") -> None:
    """Say what the measurements make of a claim: `holds` is computed from them; `limit` names where it ends.

    >>> verdict("XX2", "all swans are white", holds=False)
    XX2  all swans are white: does not hold here
    """
    entry = _entries.setdefault(id, Entry())
    entry.text, entry.limit = text, limit
    entry.verdict = FAILS if not holds else LIMITED if limit else HOLDS
    print(f"{id}  {text}: {entry.verdict}" + (f" ({limit})" if limit else ""))


def record_guess(id: str, guess: str) -> None:
    """Keep the reader's guess until `answer` scores it."""
    _entries.setdefault(id, Entry()).guess = guess


def answer(id: str, measured: str) -> None:
    """Say which option the measurement turned out to be, beside the reader's guess."""
    entry = _entries.setdefault(id, Entry())
    entry.answer = measured
    if entry.guess is None:
        print(f"{id}  measured: {measured}.")
    elif entry.guess == measured:
        print(f"{id}  measured: {measured}. That is what you guessed.")
    else:
        print(f"{id}  measured: {measured}. You guessed: {entry.guess}.")


def table() -> None:
    """Show every claim of this notebook with its measurements, its verdict and the reader's guess."""
    rows = [(id, entry) for id, entry in sorted(_entries.items()) if entry.verdict]
    plain = "\n".join(f"{id}  {entry.text}: {entry.verdict}" for id, entry in rows)
    display({"text/html": _as_html(rows), "text/plain": plain}, raw=True)


def _as_html(rows: list[tuple[str, Entry]]) -> str:
    look = 'style="text-align:left;vertical-align:top"'
    head = "".join(f'<th scope="col" {look}>{name}</th>' for name in COLUMNS)
    body = "".join(
        "<tr>" + "".join(f"<td {look}>{text}</td>" for text in _cells(id, entry)) + "</tr>" for id, entry in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


COLUMNS = ("Claim", "What it says", "Measured here", "Verdict", "Your guess")


def _cells(id: str, entry: Entry) -> list[str]:
    facts = "<br>".join(html.escape(fact) for fact in entry.facts)
    verdict = f"<b>{entry.verdict}</b>" + (f": {html.escape(entry.limit)}" if entry.limit else "")
    return [f"<b>{html.escape(id)}</b>", html.escape(entry.text), facts, verdict, _score(entry)]


def _score(entry: Entry) -> str:
    if entry.guess is None or entry.answer is None:
        return "none" if entry.guess is None else "not scored"
    return "right" if entry.guess == entry.answer else "not this time"
