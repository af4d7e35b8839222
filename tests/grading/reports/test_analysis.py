"""The numbers of the overview, against values worked out by hand."""

import math
from pathlib import Path

import made_up_class as made
import pytest

from llmcourse.grading.records.result import Exercise, Grade, Outcome, Override, Result, Submission
from llmcourse.grading.reports.analysis import (
    complete,
    for_a_person,
    histogram,
    items,
    mistakes,
    spread,
)

ONE, TWO = Exercise("1.1", "One", 2.0), Exercise("1.2", "Two", 4.0)


def class_of(*points, more=()):
    grades = [Grade(Submission(f"l{i}", Path("x.ipynb"))) for i in range(len(points))]
    for grade, earned in zip(grades, points, strict=True):
        for exercise, mine in zip((ONE, TWO), earned, strict=True):
            state = "right" if mine == exercise.points else "partly" if mine else "wrong"
            grade.record(Outcome(exercise, state, float(mine)))
    return Result("01_x", (ONE, TWO), (*grades, *more), made.STRICT)


def only(outcome=None, **more):
    grade = Grade(Submission("other", Path("x.ipynb")), **more)
    grade.record(Outcome(ONE, "right", 2.0))
    if outcome:
        grade.record(outcome)
    return grade


def test_spread():
    lie = spread([1, 2, 3, 4, 10])
    assert (lie.learners, lie.lower, lie.median, lie.upper, lie.mean) == (5, 2, 3, 4, 4)
    assert spread([7.0]).median == spread([7.0]).upper == 7 and spread([]).learners == 0
    assert math.isnan(spread([]).median)


def test_histogram_counts_everybody_once():
    assert [one[2] for one in histogram([0, 0.99, 1, 4.5, 5, 6, -1], 5)] == [3, 1, 0, 0, 3]
    assert histogram([3], 30)[1] == (3, 6, 1) and len(histogram([], 2.5)) == 10
    assert sum(one[2] for one in histogram([0.1 * i for i in range(31)], 3)) == 31
    assert histogram([0, 0], 0)[0][2] == 2


def test_difficulty_and_discrimination():
    result = class_of(*[(2, 4)] * 5, *[(0, 0)] * 5)
    one, two = items(result)
    assert one.difficulty == two.difficulty == 0.5
    assert (
        one.discrimination == pytest.approx(1) and one.shares["right"] == one.shares["wrong"] == 0.5
    )
    against = items(class_of(*[(2, 0)] * 5, *[(0, 4)] * 5))[0]
    assert against.discrimination == pytest.approx(-1)


def test_discrimination_is_left_out_where_it_says_nothing():
    assert items(class_of(*[(2, 4), (0, 0)] * 4))[0].discrimination is None  # too few
    assert items(class_of(*[(2, 4)] * 20))[0].discrimination is None  # all alike
    empty = items(Result("x", (ONE,), (), made.STRICT))[0]
    assert math.isnan(empty.difficulty) and empty.shares["right"] == empty.shares["other"] == 0


def test_who_has_no_points_yet_does_not_count_and_an_override_does():
    waiting = only(Outcome(TWO, "not graded"))
    given = only(Outcome(TWO, "not graded"), overrides={"1.2": Override(1.0, "r", "a", "w")})
    broken = only(problem="empty")
    result = class_of((2, 4), more=(waiting, given, broken))
    assert complete(result) == [result.grades[0], given]
    assert items(result)[1].difficulty == (4 + 1) / 2 / 4
    assert items(result)[1].shares["other"] == pytest.approx(2 / 3)


def test_mistakes_are_grouped_whatever_their_numbers():
    def wrong(text):
        return only(Outcome(TWO, "wrong", message=text))

    far = "First difference at [0, {}]: you have {}."
    said = [far.format(1, "0.25"), far.format(2, "-1e-05"), "Other.", far.format(30, "7"), "Other."]
    result = Result("x", (ONE, TWO), tuple(map(wrong, said)), made.STRICT)
    first, second = mistakes(result, TWO, most=5)
    assert (first.places, first.message) == ((0, 1, 3), said[0]) and second.places == (2, 4)
    assert mistakes(result, ONE, most=5) == [] and len(mistakes(result, TWO, most=1)) == 1


def test_what_needs_a_person():
    def why(state, message="m", **more):
        return for_a_person(only(Outcome(TWO, state, message=message), **more), (ONE, TWO))

    for state in ("missing", "not code", "duplicated", "too long", "forbidden", "not graded"):
        assert why(state) == [("1.2", "m")]
        assert why(state, "") == [("1.2", state)]
        assert why(state, overrides={"1.2": Override(0.0, "seen", "a", "w")}) == []
    assert why("wrong") == why("partly") == why("blank") == []
    assert why("wrong", "It ran longer than 20 seconds and was stopped.") != []
    assert for_a_person(only(problem="empty"), (ONE, TWO)) == [("", "empty")]
    assert for_a_person(only(), (ONE, TWO)) == [("1.2", "The grader did not come to it.")]
