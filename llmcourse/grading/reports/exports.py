"""Grades for other programs: CSV, JSON, and Gradescope's results.json.

An exercise without points, because the grader could not grade it and no person did yet, is left
empty and never 0. What a spreadsheet may open is defused (see `harmless.cell`).
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from llmcourse.grading.records.result import Exercise, Grade, Outcome, Part, Result
from llmcourse.grading.reports.harmless import cell, lines, plain
from llmcourse.grading.reports.wording import WORDS, lateness, note, number, pending

JSON_VERSION = 1


def csv_text(rows: Iterable[Sequence[str | float | None]]) -> str:
    """Return rows as CSV: text is defused, numbers are written as people write them, None is an
    empty cell.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return text.getvalue()


def grades_csv(result: Result) -> str:
    """Return one row a learner: points by exercise, their sum, what being late costs, the points
    that count, and notes.
    """
    numbers = [exercise.number for exercise in result.exercises]
    head = [
        "learner",
        "file",
        *numbers,
        "points",
        "possible",
        "days late",
        "final",
        "overrides",
        "note",
    ]
    return csv_text([head, *(_csv_row(grade, result) for grade in result.grades)])


def grades_json(result: Result) -> str:
    """Return everything in the result but sources, as JSON; `version` changes when a name or a
    meaning does.

    - version, assignment, possible (points); protection: level, sentence; exercises: number, title,
      points
    - learners: learner, file, submitted (ISO 8601 or null), problem (of the whole file, or null),
      earned, days_late, share_lost (0 to 1), final (what counts: earned, less the share lost),
      exercises
    - a learner's exercises: number, state (null when it was not come to), points, message, parts
      (name, points, earned, problem or null), override (points, reason, author, when; or null)

    Points that nobody knows yet are null, and so are then earned and final.
    """
    data = {
        "version": JSON_VERSION,
        "assignment": plain(result.name),
        "possible": result.possible,
        "protection": {"level": result.level.word, "sentence": result.level.sentence},
        "exercises": [
            {"number": one.number, "title": plain(one.title), "points": one.points}
            for one in result.exercises
        ],
        "learners": [_json_grade(grade, result) for grade in result.grades],
    }
    return json.dumps(data, allow_nan=False) + "\n"


def gradescope_json(grade: Grade, result: Result) -> str | None:
    """Return what Gradescope shows for one submission; None while a person has to grade a part of
    it.

    (Format: Gradescope, "Autograder Specifications", gradescope-autograders.readthedocs.io, as of
    2024: a score that overrides the tests' sum, and tests with name, number, score, max_score,
    status, output and visibility.)
    """
    if pending(grade, result.exercises):
        return None
    data = {
        "score": grade.final,
        "output": lines("\n".join(filter(None, (grade.problem, lateness(grade.lateness))))),
        "output_format": "text",
        "test_output_format": "text",
        "visibility": "visible",
        "tests": [_gradescope_test(grade, exercise) for exercise in result.exercises],
    }
    return json.dumps(data, allow_nan=False) + "\n"


def comment(grade: Grade, exercise: Exercise) -> str:
    """Return what a learner is told about one exercise, in lines of text: state, message, parts,
    what to read, override.
    """
    outcome, given = grade.outcomes.get(exercise.number), grade.overrides.get(exercise.number)
    said = [] if outcome is None else _said(outcome)
    if given:
        said.append(f"A person gave {number(given.points)} points: {given.reason}")
    return lines("\n".join(said))


def _said(outcome: Outcome) -> list[str]:
    if outcome.state == "right":
        return [WORDS["right"]]
    parts = [f"{_points(part)}: {part.problem or 'right'}" for part in outcome.parts]
    read = [f"Read again: {outcome.exercise.read}"] if outcome.exercise.read else []
    return [WORDS[outcome.state], *filter(None, [outcome.message]), *parts, *read]


def _points(part: Part) -> str:
    return f"{part.name}, {number(part.earned)} of {number(part.points)}"


def _csv_cell(value: str | float | None) -> str:
    if value is None:
        return ""
    return cell(value) if isinstance(value, str) else number(value)


def _csv_row(grade: Grade, result: Result) -> list[str | float | None]:
    waits = pending(grade, result.exercises)
    points = [
        None if one.number in waits else grade.points_of(one.number) for one in result.exercises
    ]
    given = "; ".join(
        f"{exercise}: {one.reason} ({one.author})" for exercise, one in grade.overrides.items()
    )
    return [
        grade.submission.learner,
        grade.submission.path.name,
        *points,
        None if waits else grade.earned,
        result.possible,
        float(grade.lateness.days),
        None if waits else grade.final,
        given,
        note(grade, result.exercises),
    ]


def _json_grade(grade: Grade, result: Result) -> dict[str, Any]:
    waits = pending(grade, result.exercises)
    return {
        "learner": plain(grade.submission.learner),
        "file": plain(grade.submission.path.name),
        "submitted": grade.submitted and grade.submitted.isoformat(),
        "problem": grade.problem and lines(grade.problem),
        "earned": None if waits else grade.earned,
        "days_late": grade.lateness.days,
        "share_lost": grade.lateness.share_lost,
        "final": None if waits else grade.final,
        "exercises": [_json_exercise(grade, exercise) for exercise in result.exercises],
    }


def _json_exercise(grade: Grade, exercise: Exercise) -> dict[str, Any]:
    outcome, given = grade.outcomes.get(exercise.number), grade.overrides.get(exercise.number)
    parts = outcome.parts if outcome else ()
    return {
        "number": exercise.number,
        "state": outcome and outcome.state,
        "points": None if pending(grade, [exercise]) else grade.points_of(exercise.number),
        "message": lines(outcome.message) if outcome else "",
        "parts": [
            {
                "name": plain(part.name),
                "points": part.points,
                "earned": part.earned,
                "problem": part.problem and lines(part.problem),
            }
            for part in parts
        ],
        "override": given
        and {
            "points": given.points,
            "reason": lines(given.reason),
            "author": plain(given.author),
            "when": given.when,
        },
    }


def _gradescope_test(grade: Grade, exercise: Exercise) -> dict[str, Any]:
    points = grade.points_of(exercise.number)
    return {
        "number": exercise.number,
        "name": plain(exercise.title),
        "score": points,
        "max_score": exercise.points,
        "status": "passed" if points >= exercise.points else "failed",
        "output": comment(grade, exercise),
        "visibility": "visible",
    }
