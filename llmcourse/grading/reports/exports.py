"""Grades for other programs: CSV, JSON, JUnit XML, and Gradescope's results.json.

An exercise without points, because the grader could not grade it and no person did yet, is left
empty and never 0. What a spreadsheet may open is defused (see `harmless.cell`).
"""

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from typing import Any

from llmcourse.grading.records.result import Exercise, Grade, Outcome, Part, Result
from llmcourse.grading.reports.harmless import cell, lines, plain
from llmcourse.grading.reports.wording import WORDS, lateness, note, number, pending

JSON_VERSION = 1
COUNTS = ("tests", "failures", "errors", "skipped")


def csv_text(rows: Iterable[Sequence[str | float | None]]) -> str:
    """Rows as CSV: text is defused, numbers are written as people write them, None is an empty
    cell.
    """
    text = io.StringIO()
    csv.writer(text).writerows([_csv_cell(value) for value in row] for row in rows)
    return text.getvalue()


def grades_csv(result: Result) -> str:
    """One row a learner: points by exercise, their sum, what being late costs, the points that
    count, and notes.
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
    """Everything in the result but sources, as JSON; `version` changes when a name or a meaning
    does.

    - version, assignment, possible (points); protection: level, sentence; exercises: number, title, points
    - learners: learner, file, submitted (ISO 8601 or null), problem (of the whole file, or null), earned, days_late,
      share_lost (0 to 1), final (what counts: earned, less the share lost), exercises
    - a learner's exercises: number, state (null when it was not come to), points, message, parts (name, points, earned,
      problem or null), override (points, reason, author, when; or null)

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


def junit_xml(result: Result) -> str:
    """A test suite for every learner, a test case for every exercise, in the form that Jenkins and
    GitLab read.

    Blank is skipped; not graded and unreadable are errors; less than all points is a failure.
    (Format: the schema of Apache Ant's JUnit task by Windy Road Technology, 2011; times are left
    out, for none are known.)
    """
    suites = [_suite(grade, result) for grade in result.grades]
    total = {name: str(sum(int(suite.get(name)) for suite in suites)) for name in COUNTS}
    root = ET.Element("testsuites", name=plain(result.name), **total)
    root.extend(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def gradescope_json(grade: Grade, result: Result) -> str | None:
    """What Gradescope shows for one submission; None while a person has to grade a part of it.

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
    """What a learner is told about one exercise, in lines of text: state, message, parts, what to
    read, override.
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


def _suite(grade: Grade, result: Result) -> ET.Element:
    name = plain(grade.submission.learner)
    cases = [
        _case(grade, exercise, f"{plain(result.name)}.{name}") for exercise in result.exercises
    ]
    kinds = [child.tag for case in cases for child in case]
    suite = ET.Element(
        "testsuite",
        name=name,
        tests=str(len(cases)),
        failures=str(kinds.count("failure")),
        errors=str(kinds.count("error")),
        skipped=str(kinds.count("skipped")),
    )
    suite.extend(cases)
    return suite


def _case(grade: Grade, exercise: Exercise, group: str) -> ET.Element:
    case = ET.Element(
        "testcase", classname=group, name=plain(f"{exercise.number} {exercise.title}".strip())
    )
    outcome, points = grade.outcomes.get(exercise.number), grade.points_of(exercise.number)
    given = exercise.number in grade.overrides
    if points >= exercise.points and (given or (outcome and outcome.state == "right")):
        return case
    if grade.problem and not given:
        _child(case, "error", "the file could not be graded", grade.problem)
    elif pending(grade, [exercise]):
        _child(case, "error", WORDS["not graded"], comment(grade, exercise))
    elif outcome and outcome.state == "blank" and not given:
        ET.SubElement(case, "skipped", message=WORDS["blank"])
    else:
        words = f"{number(points)} of {number(exercise.points)} points"
        _child(case, "failure", words, comment(grade, exercise))
    return case


def _child(case: ET.Element, tag: str, message: str, text: str) -> None:
    ET.SubElement(case, tag, message=message, type=tag).text = lines(text)


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
