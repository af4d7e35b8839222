"""The instructor's page: what needs a person, how the points are spread, how the exercises did,
mistakes, lateness, likeness.

It links to the learners' pages, works without script, and stays below a megabyte for a thousand
learners: lists of names are cut, and `grades.json` has the rest.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llmcourse.grading.records.result import Grade, Result
from llmcourse.grading.reports.analysis import (
    MIN_LEARNERS,
    Item,
    complete,
    for_a_person,
    histogram,
    items,
    mistakes,
    spread,
)
from llmcourse.grading.reports.drawing import Bin, draw
from llmcourse.grading.reports.harmless import short
from llmcourse.grading.reports.roster import Matches, Roster
from llmcourse.grading.reports.similarity import Pair, same_answers
from llmcourse.grading.reports.templates import render
from llmcourse.grading.reports.wording import is_undated, number, pending

MAX_NAMES, MAX_PAIRS, MAX_MISTAKES, MAX_REASONS, MAX_REASON = 40, 60, 5, 2, 160


@dataclass(frozen=True)
class Files:
    """Where the overview's links lead: the page of each learner, in the result's order, and the
    exports.
    """

    pages: Sequence[str]
    exports: Mapping[str, str]  # file name: what it is for


def overview_page(
    result: Result,
    files: Files,
    pairs: Sequence[Pair],
    roster: Roster | None = None,
    matches: Matches | None = None,
) -> str:
    """Return the whole page."""
    same = same_answers(result)
    points = [grade.final for grade in complete(result)]
    bins = [Bin(*one) for one in histogram(points, result.possible)] if points else []
    middle = spread(points).median
    return render(
        "overview.html",
        result=result,
        pages=files.pages,
        names=[short(grade.submission.learner, 60) for grade in result.grades],
        cards=_cards(result),
        pressing=_pressing(result),
        bins=bins,
        most=max(bins, key=lambda one: one.count, default=None),
        middle=middle,
        drawing=draw(bins, middle, result.possible) if bins else None,
        item_rows=[_item_row(item) for item in items(result)],
        min_learners=MIN_LEARNERS,
        mistakes_by_exercise=_mistakes(result),
        max_names=MAX_NAMES,
        late_rows=_late_rows(result),
        override_rows=_override_rows(result),
        pairs=[(pair, f"{pair.share:.0%}", _rare(pair.expected)) for pair in pairs],
        max_pairs=MAX_PAIRS,
        same=[(places, _is_team(places, result)) for places in same],
        passed_over=[short(name, 60) for name in result.passed_over],
        gone=[index for index, one in enumerate(result.grades) if _is_gone(one, result)],
        undated=[index for index, one in enumerate(result.grades) if is_undated(one, result)],
        roster=roster,
        matches=matches,
        absent=_named(roster, matches.without_file if matches else ()),
        in_doubt=_named(roster, matches.in_doubt if matches else ()),
        numbers=[exercise.number for exercise in result.exercises],
        learner_rows=[_learner_row(grade, result) for grade in result.grades],
        exports=files.exports,
    )


def _is_team(places: Sequence[int], result: Result) -> bool:
    """Return whether learners handed in one file together, as their platform had it."""
    learners = {result.grades[place].submission.learner for place in places}
    return any(learners <= team for team in result.teams)


def _is_gone(grade: Grade, result: Result) -> bool:
    return grade.submission.learner in result.gone


def _cards(result: Result) -> list[tuple[str, str]]:
    """Return the figures at the top, each with its words."""
    lie = spread([grade.final for grade in complete(result)])
    return [
        (f"{lie.learners:,} of {len(result.grades):,}", "submissions wholly graded"),
        (_maybe(lie.median), f"median, of {number(result.possible)} points"),
        (f"{_maybe(lie.lower)} to {_maybe(lie.upper)}", "the middle half (quartiles)"),
        (_maybe(lie.mean), "mean"),
    ]


def _pressing(result: Result) -> list[tuple[int, list[tuple[list[str], str]], int]]:
    """Return who needs a person, with reasons and how many more there are.

    The most pressing come first: files that cannot be used, then answers without points.
    """
    found = []
    for index, grade in enumerate(result.grades):
        reasons = for_a_person(grade, result.exercises)
        if reasons:
            grouped = _grouped(reasons)
            found.append((index, grouped[:MAX_REASONS], max(0, len(grouped) - MAX_REASONS)))
    return sorted(found, key=lambda entry: _urgency(result, entry[0]))


def _urgency(result: Result, index: int) -> int:
    grade = result.grades[index]
    if grade.problem:
        return 0
    return 1 if pending(grade, result.exercises) else 2


def _grouped(reasons: Sequence[tuple[str, str]]) -> list[tuple[list[str], str]]:
    """Return each reason with the exercises that it is true of."""
    exercises: dict[str, list[str]] = {}
    for exercise, why in reasons:
        exercises.setdefault(short(why, MAX_REASON), []).append(exercise or "Whole file")
    return [(where, why) for why, where in exercises.items()]


def _item_row(item: Item) -> list[str]:
    discrimination = "–"
    if item.discrimination is not None:
        discrimination = f"{item.discrimination:.2f}".replace("-", "−")
    return [
        short(f"{item.exercise.number} {item.exercise.title}", 80),
        number(item.exercise.points),
        "–" if math.isnan(item.difficulty) else f"{item.difficulty:.0%}",
        discrimination,
        *(f"{share:.0%}" for share in item.shares.values()),
    ]


def _mistakes(result: Result) -> list[tuple]:
    """Return the exercises in which mistakes were common, each with these."""
    found = [(exercise, mistakes(result, exercise, MAX_MISTAKES)) for exercise in result.exercises]
    return [(exercise, common) for exercise, common in found if common]


def _late_rows(result: Result) -> list[tuple[int, list[str]]]:
    rows = enumerate(result.grades)
    return [(index, _late_cells(grade)) for index, grade in rows if grade.lateness.days]


def _late_cells(grade: Grade) -> list[str]:
    late = grade.lateness
    lost = f"{100 * late.share_lost:.3g}%"
    return [str(late.days), lost, number(grade.earned), number(grade.final)]


def _override_rows(result: Result) -> list[tuple[int, list[str]]]:
    return [
        (index, _override_cells(grade, exercise))
        for index, grade in enumerate(result.grades)
        for exercise in grade.overrides
    ]


def _override_cells(grade: Grade, exercise: str) -> list[str]:
    given = grade.overrides[exercise]
    outcome = grade.outcomes.get(exercise)
    before = "–"
    if outcome is not None and outcome.state != "not graded":
        before = number(outcome.earned)
    reason = short(given.reason, MAX_REASON)
    return [
        exercise,
        number(given.points),
        before,
        reason,
        short(f"{given.author}, {given.when}", 80),
    ]


def _rare(expected: float) -> str:
    return "fewer than 0.001" if expected < 0.001 else f"{expected:.2g}"


def _named(roster: Roster | None, rows: Sequence[int]) -> list[str]:
    """Return the names in some rows of the roster."""
    if roster is None:
        return []
    names = [roster.name(row) or ", ".join(roster.rows[row]) for row in rows]
    return [short(name, 60) for name in names]


def _learner_row(grade: Grade, result: Result) -> list[str]:
    waits = pending(grade, result.exercises)
    points = [points_cell(grade, exercise.number, waits) for exercise in result.exercises]
    return [*points, "?" if waits else number(grade.final)]


def points_cell(grade: Grade, exercise: str, waits: Sequence[str]) -> str:
    """Return the points for a table: ? waits for a person, * was given by one."""
    if exercise in waits:
        return "?"
    return number(grade.points_of(exercise)) + "*" * (exercise in grade.overrides)


def _maybe(value: float) -> str:
    return "–" if math.isnan(value) else number(round(value, 2))
