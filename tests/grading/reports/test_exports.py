"""What other programs read: CSV without formulas, JSON, Gradescope's results."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import made_up_class as made
import pytest

from llmcourse.grading.records.result import (
    Exercise,
    Grade,
    Lateness,
    Outcome,
    Override,
    Part,
    Result,
    Submission,
)
from llmcourse.grading.reports.exports import (
    JSON_VERSION,
    comment,
    grades_csv,
    grades_json,
    gradescope_json,
)
from llmcourse.grading.reports.harmless import cell, plain, short, stem

FIRST, SECOND = Exercise("4.1", "First", 3.0, "Chapter 4"), Exercise("4.2", "Second", 2.0)
FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
NASTY = "\x00\x07\ud800\u202e\ufffe]]><!--&<b>"


def graded(learner, *outcomes, **more):
    grade = Grade(Submission(learner, Path("x.ipynb")), **more)
    for outcome in outcomes:
        grade.record(outcome)
    return grade


@pytest.fixture
def result():
    parts = (Part("one", 1.0, None), Part("two", 2.0, "The value is wrong."))
    right = Outcome(SECOND, "right", 2.0)
    partly = Outcome(FIRST, "partly", 1.0, parts, "Mind\nthe mask.")
    given = {"4.1": Override(2.0, "=good", "ta", "2026-12-03T10:00:00Z")}
    submitted = datetime(2026, 12, 2, 9, 5, tzinfo=UTC)
    grades = (
        graded("ann", partly, right, lateness=Lateness(1, 0.1), submitted=submitted),
        graded("bo", Outcome(FIRST, "not graded", message="no kernel"), right),
        graded("=cy", problem="The file is empty."),
        graded("di", Outcome(FIRST, "not graded"), Outcome(SECOND, "blank"), overrides=given),
        graded(
            NASTY,
            Outcome(FIRST, "wrong", message=NASTY),
            Outcome(SECOND, "forbidden", message="Line 3."),
        ),
    )
    return Result("04_x", (FIRST, SECOND), grades, made.STRICT)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_csv_has_points_lateness_overrides_and_notes(result):
    rows = rows_of(grades_csv(result))
    ann = rows[0]
    assert (ann["4.1"], ann["points"], ann["days late"], ann["final"], ann["possible"]) == (
        "1",
        "3",
        "1",
        "2.7",
        "5",
    )
    assert (rows[2]["learner"], rows[2]["4.1"], rows[2]["note"]) == (
        "'=cy",
        "0",
        "The file is empty.",
    )
    assert rows[3]["overrides"] == "4.1: =good (ta)" and rows[3]["final"] == "2"


def test_what_is_not_graded_is_empty_and_never_zero(result):
    bo = rows_of(grades_csv(result))[1]
    assert (bo["4.1"], bo["4.2"], bo["points"], bo["final"]) == ("", "2", "", "")
    assert bo["note"] == "could not be graded: 4.1"
    bo = json.loads(grades_json(result))["learners"][1]
    assert (
        bo["final"] is bo["earned"] is bo["exercises"][0]["points"] is None
        and bo["exercises"][1]["points"] == 2
    )
    assert gradescope_json(result.grades[1], result) is None


@pytest.mark.parametrize("sign", FORMULAS)
@pytest.mark.parametrize(
    "lead", ["", "  ", "\t", "\n", "\r", "\u00a0", "\u200b", "\x00", "x;", "x; ", "\ufeff"]
)
def test_no_cell_becomes_a_formula(sign, lead):
    text = lead + sign + "1+cmd|' /C calc'!A0"
    for piece in cell(text).split(";"):
        assert not piece.strip().startswith(FORMULAS)
    one = Result("x", (FIRST,), (graded(text, problem=text),), made.STRICT)
    for row in csv.reader(io.StringIO(grades_csv(one))):
        assert not any(field.lstrip().startswith(FORMULAS) for field in row)


def test_ordinary_text_is_left_as_it_is():
    for text in ("Anne-Marie O'Neil", "a = b", "x; y", "4.5", "Müller (2)", "你好"):
        assert cell(text) == plain(text) == text


def test_short_and_stem():
    assert (
        short("a \n b", 9) == "a b"
        and short("x" * 50, 10) == "x" * 9 + "…"
        and len(short(" x" * 9000, 10)) == 10
    )
    assert stem("你好") == stem("..") == stem("") == "learner" and len(stem("x" * 300)) == 40
    assert stem("a/b\\c:d") == "a-b-c-d"


def test_the_json_has_a_version_and_everything(result):
    data = json.loads(grades_json(result))
    assert (data["version"], data["assignment"], data["possible"]) == (JSON_VERSION, "04_x", 5)
    assert data["exercises"][0] == {"number": "4.1", "title": "First", "points": 3}
    ann, _, cy, di, nasty = data["learners"]
    assert (ann["final"], ann["days_late"], ann["share_lost"]) == (pytest.approx(2.7), 1, 0.1)
    assert ann["submitted"] == "2026-12-02T09:05:00+00:00"
    assert ann["exercises"][0]["parts"][1]["problem"] == "The value is wrong."
    assert cy["problem"] == "The file is empty." and cy["exercises"][0]["state"] is None
    assert di["exercises"][0]["override"]["reason"] == "=good" and di["exercises"][0]["points"] == 2
    assert not {"\x00", "\u202e", "\ud800"} & set(nasty["learner"])


def test_the_json_does_not_hold_the_answers():
    assert "softmax" not in grades_json(made.made_up_class(3)).replace(made.NOTES["forbidden"], "")


def test_gradescope(result):
    data = json.loads(gradescope_json(result.grades[0], result))
    assert data["score"] == pytest.approx(2.7) and "1 day begun" in data["output"]
    first, second = data["tests"]
    assert (first["number"], first["score"], first["max_score"], first["status"]) == (
        "4.1",
        1,
        3,
        "failed",
    )
    assert "Mind\nthe mask." in first["output"] and "Read again: Chapter 4" in first["output"]
    assert (second["status"], second["output"], second["visibility"]) == (
        "passed",
        "right",
        "visible",
    )
    cy = json.loads(gradescope_json(result.grades[2], result))
    assert cy["score"] == 0 and cy["output"] == "The file is empty."
    assert "A person gave 2 points: =good" in gradescope_json(result.grades[3], result)


def test_a_comment_is_for_the_learner(result):
    assert comment(result.grades[0], FIRST).splitlines() == [
        "partly right",
        "Mind",
        "the mask.",
        "one, 1 of 1: right",
        "two, 0 of 2: The value is wrong.",
        "Read again: Chapter 4",
    ]


def test_an_empty_class_has_exports_too():
    empty = Result("x", (FIRST,), (), made.STRICT)
    assert rows_of(grades_csv(empty)) == [] and json.loads(grades_json(empty))["learners"] == []
