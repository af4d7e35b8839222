"""The learner's page: what it says, to whom it can be read, and what never stands in it."""

from datetime import UTC, datetime
from pathlib import Path

import made_up_class as made
import pytest
from contrast import contrast
from report_pages import Page

from llmcourse.grading.records.result import (
    Exercise,
    Grade,
    Lateness,
    Level,
    Outcome,
    Override,
    Part,
    Result,
    Submission,
)
from llmcourse.grading.reports.harmless import MAX_TEXT
from llmcourse.grading.reports.pages import learner_page
from llmcourse.grading.reports.templates import DARK, LIGHT
from llmcourse.grading.reports.wording import WORDS

FIRST = Exercise("4.1", "First", 3.0, "Chapter 4, section 2")
SECOND = Exercise("4.2", "Second", 2.0)
PARTS = (Part("one row", 1.0, None), Part("batch", 2.0, "Its shape is wrong in dimension 1."))


def page_of(first, second=None, learner="ann", level=None, **more):
    grade = Grade(Submission(learner, Path("x.ipynb")), **more)
    for outcome in (first, second or Outcome(SECOND, "right", 2.0)):
        if outcome:
            grade.record(outcome)
    result = Result(
        "04_x", (FIRST, SECOND), (grade,), level or Level("basic", "basic: no protection")
    )
    return learner_page(grade, result)


def partly(message="Mind the mask."):
    return Outcome(FIRST, "partly", 1.0, PARTS, message)


def test_it_says_score_check_parts_and_what_to_read_again():
    text = Page(page_of(partly())).text
    assert "3 of 5 points" in text and "partly right" in text and "1 of 3" in text
    assert "Mind the mask." in text and "Read again: Chapter 4, section 2" in text
    assert (
        "one row: right (1 of 1)" in text
        and "batch: Its shape is wrong in dimension 1. (0 of 2)" in text
    )
    assert "Protection while learners' code runs: basic: no protection." in text


def test_what_is_right_needs_no_explanation():
    page = Page(page_of(Outcome(FIRST, "right", 3.0, PARTS[:1])))
    assert (
        "Everything is right" in page.text
        and "Read again" not in page.text
        and not page.all("section")
    )


@pytest.mark.parametrize("state", WORDS)
def test_every_state_has_words_and_a_sign_for_the_eye_only(state):
    page = Page(page_of(Outcome(FIRST, state, 0.0, (), "note")))
    assert not page.problems and WORDS[state] in page.text
    signs = [attrs for attrs in page.all("span") if "sign" in attrs.get("class", "")]
    assert len(signs) >= 2 and all(attrs["aria-hidden"] == "true" for attrs in signs)


def test_lateness_shows_what_was_earned_and_what_counts():
    text = Page(
        page_of(
            partly(), lateness=Lateness(2, 0.2), submitted=datetime(2026, 12, 2, 9, 5, tzinfo=UTC)
        )
    ).text
    assert "2.4 of 5 points" in text and "handed in 2026-12-02 09:05 UTC" in text
    assert (
        "Handed in late, 2 days begun after the due time: this costs 20% of the points earned."
        in text
    )
    assert "Of 3 points, 2.4 count." in text


def test_an_override_shows_its_points_and_its_reason():
    given = {"4.1": Override(2.5, "Right <idea>.", "ta", "2026-12-03")}
    page = page_of(partly(), overrides=given)
    assert (
        "4.5" in page
        and "A person gave 2.5 instead of 1 for 4.1:</strong> Right &lt;idea&gt;." in page
    )
    assert "Mind the mask." in page  # the grader's words stay
    only = Page(page_of(None, overrides=given)).text
    assert "A person gave 2.5 for 4.1" in only and "4.5 of 5 points" in only


def test_what_waits_for_a_person_is_no_zero_and_tells_nothing_of_the_machine():
    page = Page(page_of(Outcome(FIRST, "not graded", message="OSError: /srv/secret/socket")))
    assert (
        "2 of 5 points so far" in page.text
        and "– of 3" in page.text
        and "A person will look" in page.text
    )
    assert "secret" not in page.text and "not your fault" in page.text
    assert "– of 3" in Page(page_of(None)).text


def test_a_file_problem_is_the_page():
    page = Page(page_of(None, Outcome(SECOND, "right", 2.0), problem="The file is `empty`."))
    assert (
        "The file could not be graded" in page.text
        and "The file is" in page.text
        and not page.problems
    )


def test_markup_controls_and_length_are_harmless():
    nasty = "<script>alert(1)</script>\u202e\x07\ud800"
    page = page_of(
        Outcome(FIRST, "partly", 1.0, (Part(nasty, 1.0, nasty),), nasty + "x" * 1_000_000),
        learner='"><b>' + nasty,
        problem=None,
        overrides={"4.2": Override(1.0, nasty, nasty, nasty)},
        level=Level("basic", nasty),
    )
    parsed = Page(page)
    assert not parsed.problems and not parsed.all("b") and "<script" not in page
    assert not set("\u202e\x07\ud800") & set(page) and len(page) < 2 * MAX_TEXT + 10_000
    assert "&lt;script&gt;" in page
    page.encode()


def test_code_in_a_sentence_is_set_as_code_and_stays_text():
    page = page_of(partly("You return None (is there a `return <b>`?)."))
    assert "<code>return &lt;b&gt;</code>" in page


def test_pages_of_a_class_are_accessible_and_without_script():
    result = made.made_up_class(80)
    for grade in result.grades:
        page = Page(learner_page(grade, result))
        assert page.problems == []
        assert all(
            attrs.get("tabindex") == "0"
            for attrs in page.all("div")
            if attrs.get("role") == "region"
        )


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast(palette):
    """WCAG 2.2: 4.5 to 1 for text, 3 to 1 for what a picture shows."""
    for text in ("ink", "soft", "link", "good", "part", "bad"):
        assert (
            min(contrast(palette[text], palette[ground]) for ground in ("paper", "panel")) >= 4.5
        ), text
    assert contrast(palette["bar"], palette["paper"]) >= 3
    assert LIGHT.keys() == DARK.keys()


def test_nothing_is_loaded_and_dark_and_print_are_thought_of():
    page = page_of(partly())
    assert "http" not in page.replace("http-equiv", "") and "url(" not in page
    assert (
        "prefers-color-scheme: dark" in page
        and "@media print" in page
        and "width=device-width" in page
    )
