"""Grades in the form that Canvas and Moodle import.

Canvas (its guide "How do I import grades in the Gradebook?" and its importer's source, 2024): the
columns Student, ID, SIS User ID, SIS Login ID and Section come first, as in its own export; then
one column an assignment, named "Title (id)" when it exists; a second row gives the possible points.
An empty cell would delete the grade that Canvas has.

Moodle (docs.moodle.org, "Grade import", version 4.5, 2024): any columns, of which one names the
learner (user name, ID number or e-mail address), one is the grade and one the feedback; a learner
whom Moodle does not know stops the whole import. It shows feedback as HTML, and wants grade and
feedback together.

So a learner who has no points yet, or no row in the list of learners, has no line in either file:
what stands in the gradebook stays. The overview names them.
"""

import re
from collections.abc import Iterator, Sequence

from llmcourse.grading.records.result import Exercise, Grade, Result
from llmcourse.grading.reports.exports import comment, csv_text
from llmcourse.grading.reports.harmless import FORMULA, markup, short
from llmcourse.grading.reports.roster import MOODLE, Matches, Roster, match_key
from llmcourse.grading.reports.wording import lateness, number, pending

CANVAS_HEAD = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MAX_COMMENT = 600
MOODLE_NAMES = ("First name", "Last name", "Full name")
AFTER_A_SIGN = re.compile(rf"(;\s*)([{FORMULA}]+)")  # "&lt;=" would open a cell: see harmless.cell


def canvas_csv(result: Result, roster: Roster | None = None, matches: Matches | None = None) -> str:
    """Return the points that count, for Canvas: rows as in its own export, or by learner's name and
    login without one.
    """
    head: Sequence[str]
    rows: list[Sequence[str | float]]
    if roster is None or matches is None or roster.kind != "Canvas":
        head, title = CANVAS_HEAD, result.name
        rows = [
            (grade.submission.learner, "", "", grade.submission.learner, "", grade.final)
            for _, grade in _graded(result)
        ]
    else:
        head = roster.head[: roster.columns.index("Section") + 1]
        title = _column(roster, result.name)
        rows = [
            (*roster.rows[matches.row_of[place]][: len(head)], grade.final)
            for place, grade in _graded(result)
            if place in matches.row_of
        ]
    return csv_text(
        [(*head, title), ("    Points Possible", *[""] * (len(head) - 1), result.possible), *rows]
    )


def moodle_csv(result: Result, roster: Roster | None = None, matches: Matches | None = None) -> str:
    """Return the points that count and a comment, for Moodle: who is who from its export, or
    learners' names as user names.
    """
    columns: Sequence[str]
    rows: list[Sequence[str | float]]
    if roster is None or matches is None or roster.kind != "Moodle":
        columns = ("Username",)
        rows = [
            (grade.submission.learner, grade.final, feedback(grade, result))
            for _, grade in _graded(result)
        ]
    else:
        kept = [name for name in roster.columns if name in (*MOODLE, *MOODLE_NAMES)]
        columns = tuple(roster.head[roster.columns.index(name)] for name in kept)
        rows = [
            (*_values(roster, matches.row_of[place], kept), grade.final, feedback(grade, result))
            for place, grade in _graded(result)
            if place in matches.row_of
        ]
    return csv_text([(*columns, result.name, f"{result.name} (Feedback)"), *rows])


def feedback(grade: Grade, result: Result) -> str:
    """Return the comment for Moodle in one line of HTML: points and words for every exercise."""
    told = [one for one in result.exercises if not grade.problem or one.number in grade.overrides]
    said = (
        lateness(grade.lateness),
        grade.problem,
        *(_sentence(grade, exercise) for exercise in told),
    )
    text = "<br>".join(markup(short(text, MAX_COMMENT)) for text in said if text)
    return AFTER_A_SIGN.sub(_as_entities, text)


def _as_entities(found: re.Match) -> str:
    return found[1] + "".join(f"&#{ord(sign)};" for sign in found[2])


def _sentence(grade: Grade, exercise: Exercise) -> str:
    points = f"{number(grade.points_of(exercise.number))} of {number(exercise.points)}"
    return f"{exercise.number}: {points}, {comment(grade, exercise)}"


def _graded(result: Result) -> Iterator[tuple[int, Grade]]:
    """Yield the grades that have all their points, with their places."""
    for place, grade in enumerate(result.grades):
        if not pending(grade, result.exercises):
            yield place, grade


def _column(roster: Roster, name: str) -> str:
    """Return the assignment's column in Canvas, if it has one already: "04_x" finds "04 x
    (1234)".
    """
    known = [
        column for column in roster.head if match_key(column.rsplit(" (", 1)[0]) == match_key(name)
    ]
    return known[0] if len(known) == 1 else name


def _values(roster: Roster, row: int, columns: Sequence[str]) -> list[str]:
    return [roster.value(row, column) for column in columns]
