"""The playground says and shows how a text is cut, and follows what is typed."""

import ipywidgets
import pytest
from widget_pages import Page, parts

from llmcourse.lesson.widgets import tokens

LETTERS = {
    "letters": lambda text: [(ord(sign), sign) for sign in text],
    "whole": lambda text: [(0, text)] * bool(text),
}


def test_the_picture_follows_the_text(displayed):
    tokens.token_playground(LETTERS, "a b")
    (field,) = parts(displayed[0], ipywidgets.Textarea)
    (picture,) = parts(displayed[0], ipywidgets.HTML)
    assert picture.value == tokens.playground_html(LETTERS, "a b")
    field.value = "<ä>"
    assert picture.value == tokens.playground_html(LETTERS, "<ä>")
    page = Page(picture.value)
    assert page.text.startswith(
        "letters: 3 tokens for 4 bytes, 1.3 bytes each<60ä228>62whole: 1 token for 4 bytes"
    )


def test_each_token_has_a_box_with_its_id():
    page = Page(tokens.cut_html("ours & more", [(7, " the"), (9, "\n")], " the\n"))
    assert [tag["aria-label"] for tag in page.all("ol")] == ["Tokens of ours & more"] and len(
        page.all("li")
    ) == 2
    assert page.all("p") == [{"role": "status", "aria-live": "polite"}]
    assert page.text == "ours & more: 2 tokens for 5 bytes, 2.5 bytes each␣the7↵9"
    first, second = (tag["style"] for tag in page.all("li"))
    assert first != second and "border:1px solid" in first and "border:1px solid" in second


def test_no_text_is_no_tokens(displayed):
    tokens.token_playground(LETTERS, "")
    assert (
        displayed[0]["text/plain"] == "letters: 0 tokens for 0 bytes\nwhole: 0 tokens for 0 bytes"
    )
    assert tokens.cut_words("x", [(1, "a")], "a") == "x: 1 token for 1 byte, 1.0 bytes each"


def test_the_first_picture_stands_where_widgets_do_not_run(displayed):
    tokens.token_playground(LETTERS, "<b>")
    assert displayed[0]["text/html"] == f"<p>&lt;b&gt;</p>{tokens.playground_html(LETTERS, '<b>')}"


def test_without_a_tokenizer_there_is_nothing_to_show(displayed):
    with pytest.raises(ValueError, match="no tokenizer to show"):
        tokens.token_playground({}, "text")
    assert not displayed


def test_half_characters_are_shown_as_question_marks(displayed):
    """A cut emoji in the field must not end the picture: bytes are what tokenizers see."""
    tokenizers = {"bytes": lambda text: [(b, chr(b)) for b in text.encode()]}
    tokens.token_playground(tokenizers, "a \ud83d")
    (field,) = parts(displayed[0], ipywidgets.Textarea)
    (picture,) = parts(displayed[0], ipywidgets.HTML)
    assert displayed[0]["text/plain"] == "bytes: 3 tokens for 3 bytes, 1.0 bytes each"
    field.value = "\ud83dab"
    assert Page(picture.value).text.startswith("bytes: 3 tokens for 3 bytes, 1.0 bytes each?63a97")
    assert tokens.cut_words("x", [], "\ud83d") == "x: 0 tokens for 1 byte"
    assert "?" in tokens.cut_html("x", [(1, "\ud83d")], "a")
