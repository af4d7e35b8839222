"""The instructor's page."""

from dataclasses import replace
from pathlib import Path

import made_up_class as made
import pytest
from report_pages import Page

from llmcourse.grading.records.result import (
    Exercise,
    Grade,
    Level,
    Outcome,
    Override,
    Result,
    Submission,
)
from llmcourse.grading.reports.overview import MAX_NAMES, MAX_PAIRS, Files, overview_page
from llmcourse.grading.reports.roster import Roster, match
from llmcourse.grading.reports.similarity import Pair, similar_pairs

EXPORTS = {"grades.csv": "for a spreadsheet"}


def page_of(result, pairs=(), roster=None):
    files = Files([f"learners/{place}.html" for place in range(len(result.grades))], EXPORTS)
    matches = roster and match(roster, [grade.submission.learner for grade in result.grades])
    return overview_page(result, files, pairs, roster, matches)


def section(page, name):
    """The HTML of one section."""
    return page.split(f'<section id="{name}">')[1].split("</section>")[0]


@pytest.mark.parametrize("size", [0, 1, 2, 25, 300])
def test_it_is_accessible_whatever_the_size(size):
    result = made.made_up_class(size)
    page = Page(page_of(result, similar_pairs(result)))
    assert page.problems == []
    assert f"{size} submission" in page.text or size == 0
    links = [attrs["href"] for attrs in page.all("a") if attrs["href"].startswith("learners/")]
    assert set(links) == {f"learners/{place}.html" for place in range(size)}


def test_it_holds_what_an_instructor_asks_for():
    result = made.made_up_class(60)
    page = page_of(result, similar_pairs(result))
    text = Page(page).text
    for words in (
        "median",
        "quartiles",
        "Difficulty",
        "Discrimination",
        "Not done",
        "Protection while",
        "A reason to look",
    ):
        assert words in text
    assert all(made.MISTAKES[number][0][:20] in text for number in made.MISTAKES)
    assert 'role="img"' in section(page, "points") and "<table>" in section(page, "points")
    assert result.grades[1].submission.learner in section(page, "likeness")
    assert "strict: Landlock" in text and 'href="grades.csv"' in page


def test_what_is_most_pressing_comes_first():
    def graded(name, state, problem=None):
        grade = Grade(Submission(name, Path(f"{name}.ipynb")), problem)
        grade.record(Outcome(made.EXERCISES[0], state, message=f"{state} here"))
        return grade

    grades = (
        graded("late", "duplicated"),
        graded("odd", "not graded"),
        graded("bad", "right", "The file is empty."),
    )
    result = Result("x", made.EXERCISES[:1], (*grades, graded("good", "right")), made.STRICT)
    found = section(page_of(result), "person")
    assert found.index("bad") < found.index("odd") < found.index("late") and "good" not in found
    assert "Whole file:</strong> The file is empty." in found and "bad.ipynb" in found
    assert "3 submissions to look at" in found


def test_a_class_without_trouble_says_so():
    grade = Grade(Submission("ann", Path("ann.ipynb")))
    grade.record(Outcome(Exercise("1.1", "One", 1.0), "right", 1.0))
    page = page_of(Result("x", (Exercise("1.1", "One", 1.0),), (grade,), made.STRICT))
    text = Page(page).text
    assert (
        "every answer was graded" in text
        and "No answer was wrong" in text
        and "No two submissions" in text
    )
    assert 'id="changes"' not in page and 'id="roster"' not in page


def test_late_and_changed_points_are_listed():
    result = made.made_up_class(60)
    changes = section(page_of(result), "changes")
    late = sum(grade.lateness.days > 0 for grade in result.grades)
    assert f"{late} submissions late" in changes and "20%" in changes
    assert "Points given by a person" in changes and "ta-one, 2026-12-03" in changes


def test_names_and_messages_are_harmless():
    nasty = "<script>x</script>\u202e\x07" + "n" * 500
    grade = Grade(
        Submission(nasty, Path("x.ipynb")),
        overrides={"4.2": Override(1.0, nasty, nasty, nasty)},
    )
    for exercise, state in zip(
        made.EXERCISES, ("wrong", "right", "forbidden", "not graded"), strict=False
    ):
        grade.record(Outcome(replace(exercise, title=nasty), state, message=nasty))
    exercises = tuple(replace(one, title=nasty) for one in made.EXERCISES)
    pair = Pair(0, 1, 1.0, 0.0, ("4.1",))
    page = page_of(Result(nasty, exercises, (grade, grade), Level("basic", nasty)), [pair])
    assert Page(page).problems == [] and "<script" not in page and not set("\u202e\x07") & set(page)
    page.encode()


def test_lists_are_cut_and_say_so():
    message = Outcome(made.EXERCISES[0], "wrong", message="The same.")
    grades = [
        Grade(Submission(f"l{i}", Path("x.ipynb")), outcomes={"4.1": message})
        for i in range(MAX_NAMES + 7)
    ]
    result = Result("x", made.EXERCISES[:1], tuple(grades), made.STRICT)
    page = page_of(result, [Pair(0, 1, 0.9, 1e-9, ("4.1", "4.2"))] * (MAX_PAIRS + 3))
    assert f"{MAX_NAMES + 7} learners" in page and "and 7 more" in section(page, "mistakes")
    assert "And 3 more pairs" in section(page, "likeness") and "fewer than 0.001" in page


def test_the_list_of_learners_says_who_is_missing_on_either_side():
    head = ("Student", "ID", "SIS Login ID", "Section")
    roster = Roster("Canvas", head, (("Doe, Jane", "1", "jd", "A"),), head)
    result = made.made_up_class(2)
    found = section(page_of(result, roster=roster), "roster")
    assert (
        "0 submissions found in the list from Canvas" in found
        and "no row is under this name" in found
    )
    assert "nothing handed in (1):</strong> Doe, Jane." in found


@pytest.mark.slow
def test_a_thousand_learners_fit_in_a_megabyte():
    result = made.made_up_class(1000)
    worst = []
    for place, grade in enumerate(result.grades):
        outcomes = {
            one.number: Outcome(one, "not graded", message=f"{one.number} {place} " + "x" * 2000)
            for one in made.EXERCISES
        }
        worst.append(
            replace(
                grade,
                submission=Submission(f"{place} " + "n" * 250, Path("n" * 250)),
                outcomes=outcomes,
            )
        )
    for one in (result, replace(result, grades=tuple(worst))):
        page = page_of(one)
        assert len(page.encode()) < 1_000_000
    assert "and 4 more" in page
