"""The ledger of a chapter: what was measured, which rule judges it, and what the reader guessed.

A rule is a function that stands above the measuring cells and returns `holds()`, `limited("…")` or
`fails("…")`. `record` keeps what was measured, `verdict` applies the rule, `answer` scores the
guess, and `table` sums a chapter up. A verdict becomes void when its measurements change or a cell
that records them fails. `expect` is for the course's own tests and bears on no verdict. Explained
in chapter 0.
"""

import html
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from IPython import get_ipython
from IPython.display import display

from llmcourse.lesson.measured import as_json, described, shorten

HOLDS, LIMITED, FAILS, VOID = "holds", "holds with a limit", "does not hold here", "void"
UNDER_TEST = "LLMCOURSE_TESTS"  # set by the course's own tests: there, a surprise is an error
VERDICT = "application/vnd.llmcourse.verdict+json"


@dataclass(frozen=True)
class Outcome:
    """What a rule says: one of three words, and where the claim ends or why it fails."""

    word: str
    because: str = ""

    def __str__(self) -> str:
        return f"{self.word} ({self.because})" if self.because else self.word


def holds() -> Outcome:
    """Return the outcome of a claim that the measurements support as it stands."""
    return Outcome(HOLDS)


def limited(because: str) -> Outcome:
    """Return the outcome of a claim that holds up to a point; `because` is made from the measured
    values.
    """
    if not because:
        raise ValueError(
            "A limit needs words that say where the claim ends, made from what was measured."
        )
    return Outcome(LIMITED, because)


def fails(because: str = "") -> Outcome:
    """Return the outcome of a claim that the measurements do not support."""
    return Outcome(FAILS, because)


Rule = Callable[..., Outcome]


@dataclass
class Entry:
    """All that is known of one claim in this notebook."""

    text: str = ""
    outcome: Outcome | None = None
    # By what was measured, the measurement in words.
    records: dict[str, str] = field(default_factory=dict)
    cells: set[str] = field(default_factory=set)  # ids of the cells that recorded it
    guess: str | None = None
    answer: str | None = None


_entries: dict[str, Entry] = {}
_running: dict[str, str | None] = {"cell": None}


class UnexpectedError(AssertionError):
    """Under the course's own tests: a measurement lies outside what was expected."""


def record(
    id: str,
    what: str,
    values: Any,
    unit: str = "",
    chance: float | None = None,
    baseline: float | None = None,
) -> None:
    """Keep a measurement for the table, and print it.

    `values` is a number, the numbers of several seeds, or a mapping from settings to such numbers.
    `chance` is what guessing would get, `baseline` what the simplest method gets. A verdict given
    before becomes void.

    >>> record("XX1", "legs of four dogs", [4, 4, 3, 4], chance=2)
    XX1  legs of four dogs: 4, 4, 3, 4 (chance 2)
    """
    beside = [f"chance {shorten(chance)}"] if chance is not None else []
    beside += [f"baseline {shorten(baseline)}"] if baseline is not None else []
    words = described(values, unit) + (f" ({', '.join(beside)})" if beside else "")
    entry = _entries.setdefault(id, Entry())
    entry.records[what] = words
    if entry.outcome is not None:
        entry.outcome = Outcome(VOID, f"{what} was measured again; run the cell of the verdict")
    _remember_cell(entry)
    print(f"{id}  {what}: {words}")


def verdict(id: str, text: str, rule: Rule, *measurements: Any) -> None:
    """Apply a rule to measurements, print and keep what it says; a rule that cannot judge them
    leaves the verdict void.

    >>> def rule_XX2(swans):
    ...     if set(swans) == {"white"}:
    ...         return holds()
    ...     return fails(f"one is {min(swans)}")
    >>> verdict("XX2", "all swans are white", rule_XX2, ["white", "black"])
    XX2  all swans are white: does not hold here (one is black)
    """
    entry = _entries.setdefault(id, Entry())
    entry.text = text
    entry.outcome = Outcome(VOID, "its cell did not finish")
    _remember_cell(entry)
    entry.outcome = _judged(rule, measurements)
    line = f"{id}  {text}: {entry.outcome}"
    if get_ipython() is None:
        print(line)
        return
    stored: dict[str, Any] = {
        "id": id,
        "text": text,
        "word": entry.outcome.word,
        "because": entry.outcome.because,
    }
    stored["rule"] = rule.__name__
    stored["measurements"] = [as_json(value) for value in measurements]
    display({"text/plain": line, VERDICT: stored}, raw=True)


def _judged(rule: Rule, measurements: Sequence[Any]) -> Outcome:
    try:
        outcome = rule(*measurements)
        if not isinstance(outcome, Outcome):
            raise TypeError(f"it returned {outcome!r}, not holds(), limited(…) or fails(…)")
    except Exception as error:
        if os.environ.get(UNDER_TEST):
            raise
        return Outcome(
            VOID,
            f"{rule.__name__} cannot judge these measurements: {type(error).__name__}: {error}",
        )
    return outcome


def expect(
    what: str, value: float, at_least: float | None = None, at_most: float | None = None
) -> None:
    """Compare a number with what the authors' machines gave: for maintainers, and no part of any
    verdict.

    Bounds are printed as they are tested. Outside them, a sentence says so; UnexpectedError only
    under the course's own tests. Raises ValueError when there is no bound.

    >>> expect("largest difference to torch", 2e-7, at_most=1e-6)
    largest difference to torch: 2.0e-07, as expected (at most 1e-06)
    >>> expect("share recalled", 0.4, at_least=0.95)
    share recalled: 0.4, different on this machine (expected at least 0.95)
    """
    if at_least is None and at_most is None:
        raise ValueError(
            f"{what}: an expectation needs a bound, at_least= or at_most=, or it could not fail."
        )
    bounds = [f"at least {at_least:,}"] if at_least is not None else []
    bounds += [f"at most {at_most:,}"] if at_most is not None else []
    is_above = at_least is None or value >= at_least
    is_below = at_most is None or value <= at_most
    if is_above and is_below:  # NaN is neither
        print(f"{what}: {shorten(value)}, as expected ({', '.join(bounds)})")
        return
    surprise = f"{what}: {shorten(value)}, different on this machine (expected {', '.join(bounds)})"
    if os.environ.get(UNDER_TEST):
        raise UnexpectedError(surprise)
    print(surprise)


def record_guess(id: str, guess: str) -> None:
    """Keep the reader's guess until `answer` scores it."""
    _entries.setdefault(id, Entry()).guess = guess


def answer(id: str, measured: str) -> None:
    """Print which option the measurement turned out to be, beside the reader's guess."""
    entry = _entries.setdefault(id, Entry())
    entry.answer = measured
    if entry.guess is None:
        print(f"{id}  measured: {measured}.")
    elif entry.guess == measured:
        print(f"{id}  measured: {measured}. That is what you guessed.")
    else:
        print(f"{id}  measured: {measured}. You guessed: {entry.guess}.")


def table() -> None:
    """Show every claim of this notebook with its measurements, its verdict and the reader's
    guess.
    """
    judged = {id: entry for id, entry in sorted(_entries.items()) if entry.outcome is not None}
    words = [
        f"{id}  {entry.text}: {entry.outcome.word}" for id, entry in judged.items() if entry.outcome
    ]
    display({"text/html": _as_html(judged), "text/plain": "\n".join(words)}, raw=True)


COLUMNS = ("Claim", "What it says", "Measured here", "Verdict", "Your guess")
LOOK = 'style="text-align:left;vertical-align:top"'


def _as_html(judged: dict[str, Entry]) -> str:
    head = "".join(f'<th scope="col" {LOOK}>{name}</th>' for name in COLUMNS)
    body = "".join(_row(id, entry) for id, entry in judged.items())
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(id: str, entry: Entry) -> str:
    facts = [html.escape(f"{what}: {words}") for what, words in entry.records.items()]
    outcome = entry.outcome or Outcome(VOID)
    because = f": {html.escape(outcome.because)}" if outcome.because else ""
    cells = [
        f"<b>{html.escape(id)}</b>",
        html.escape(entry.text),
        "<br>".join(facts),
        f"<b>{outcome.word}</b>{because}",
        _score(entry),
    ]
    return "<tr>" + "".join(f"<td {LOOK}>{cell}</td>" for cell in cells) + "</tr>"


def _score(entry: Entry) -> str:
    if entry.guess is None:
        return "none"
    if entry.answer is None:
        return "not scored"
    return "right" if entry.guess == entry.answer else "not this time"


def _remember_cell(entry: Entry) -> None:
    """Note which cell records for a claim, so that its failure in a later run makes the verdict
    void.
    """
    if _running["cell"]:
        entry.cells.add(_running["cell"])


def _cell_begins(info: Any) -> None:
    _running["cell"] = getattr(info, "cell_id", None)


def _cell_ends(result: Any) -> None:
    if result.success:
        return
    for entry in _entries.values():
        if entry.outcome is not None and _running["cell"] in entry.cells:
            entry.outcome = Outcome(VOID, "a cell that measures it failed when it ran again")


def _watch_cells() -> None:
    """Learn from IPython which cell runs; done once, when a notebook imports the ledger."""
    shell = get_ipython()
    if shell is not None:
        shell.events.register("pre_run_cell", _cell_begins)
        shell.events.register("post_run_cell", _cell_ends)


_watch_cells()
