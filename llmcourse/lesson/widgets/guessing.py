"""A guess before the measurement, to be scored later."""

import html
from collections.abc import Sequence

import ipywidgets

from llmcourse.lesson import claims
from llmcourse.lesson.widgets import shown


def guess(id: str, question: str, options: Sequence[str]) -> None:
    """Ask for the reader's guess before the measurement; `claims.answer(id, …)` scores it later.

    Without a front end it only shows the question. Raises ValueError for fewer than two options or
    a repeated one.
    """
    if len(set(options)) != len(options) or len(options) < 2:
        raise ValueError(
            f"{id}: a guess needs at least two options, all different; got {list(options)}."
        )
    choice = ipywidgets.RadioButtons(options=options, value=None, layout={"width": "auto"})
    note = ipywidgets.HTML(guess_note(None))

    def keep(change):
        claims.record_guess(id, change["new"])
        note.value = guess_note(change["new"])

    choice.observe(keep, "value")
    label = ipywidgets.HTML(guess_question(id, question))
    plain = f"{id}  {question} " + " / ".join(options)
    shown.display_widget(
        ipywidgets.VBox([label, choice, note]), guess_html(id, question, options), plain
    )


def guess_question(id: str, question: str) -> str:
    """Return the question as HTML, with its claim's id."""
    return f"<b>Guess {html.escape(id)}.</b> {html.escape(question)}"


def guess_note(choice: str | None) -> str:
    """Return what stands below the options: an invitation, or what was chosen."""
    text = (
        "Choose one (keys: Tab, then Space). It is scored later."
        if choice is None
        else f"Noted: {choice}"
    )
    return f'<span role="status">{html.escape(text)}</span>'


def guess_html(id: str, question: str, options: Sequence[str]) -> str:
    """Return question and options as they are shown where nothing can be clicked."""
    items = "".join(f"<li>{html.escape(option)}</li>" for option in options)
    return f"<p>{guess_question(id, question)}</p><ul>{items}</ul>"
