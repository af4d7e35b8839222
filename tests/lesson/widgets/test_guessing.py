"""A guess is recorded, noted, shown where nothing can be clicked, and scored."""

import ipywidgets
import pytest
from widget_pages import Page, parts

from llmcourse.lesson import claims
from llmcourse.lesson.widgets import guessing


def test_a_guess_is_recorded_and_noted(displayed, capsys):
    guessing.guess("SA1", "How large?", ["about 1", "about 8"])
    (choice,) = parts(displayed[0], ipywidgets.RadioButtons)
    (_, note) = parts(displayed[0], ipywidgets.HTML)
    assert choice.value is None and "Noted" not in note.value
    choice.index = 1
    assert "Noted: about 8" in Page(note.value).text
    claims.answer("SA1", "about 8")
    assert "That is what you guessed" in capsys.readouterr().out


def test_a_guess_can_be_changed(displayed, capsys):
    guessing.guess("SA1", "How large?", ["about 1", "about 8"])
    (choice,) = parts(displayed[0], ipywidgets.RadioButtons)
    choice.index, choice.index = 1, 0
    claims.answer("SA1", "about 8")
    assert "You guessed: about 1." in capsys.readouterr().out


def test_nothing_is_guessed_or_printed_by_showing_the_question(displayed, capsys):
    guessing.guess("SA1", "How large?", ["about 1", "about 8"])
    assert capsys.readouterr().out == ""
    claims.answer("SA1", "about 8")
    assert "guessed" not in capsys.readouterr().out


def test_the_question_stands_where_widgets_do_not_run(displayed):
    guessing.guess("SA1", "Is a < b & c?", ["<i>yes</i>", "no"])
    page = Page(displayed[0]["text/html"])
    assert page.text == "Guess SA1. Is a < b & c?<i>yes</i>no"
    assert len(page.all("li")) == 2 and not page.all("i")
    assert displayed[0]["text/plain"] == "SA1  Is a < b & c? <i>yes</i> / no"


def test_question_and_note_escape_what_they_are_given():
    assert Page(guessing.guess_question("<A>", "<b>x</b>")).text == "Guess <A>. <b>x</b>"
    assert Page(guessing.guess_note("<b>x</b>")).text == "Noted: <b>x</b>"


@pytest.mark.parametrize("options", [[], ["only"], ["same", "same"]])
def test_a_guess_needs_a_choice(options, displayed):
    with pytest.raises(ValueError, match="SA1: a guess needs at least two options"):
        guessing.guess("SA1", "How large?", options)
    assert not displayed
