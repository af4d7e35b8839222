"""How tokens and shares are written."""

import pytest

from llmcourse.lesson.widgets import shown


@pytest.mark.parametrize(
    ("token", "seen"),
    [
        (" the", "␣the"),
        ("\n\n", "↵↵"),
        ("\t", "⇥"),
        ("\r\n", "␍↵"),
        ("", "∅"),
        ("été", "été"),
        ("<|x|>", "<|x|>"),
    ],
)
def test_white_space_is_visible(token, seen):
    assert shown.visible(token) == seen


@pytest.mark.parametrize(
    ("weight", "text"), [(1, "100 %"), (0.0051, "1 %"), (0.005, "<1 %"), (1e-9, "<1 %"), (0, "0 %")]
)
def test_percentages(weight, text):
    assert shown.percent(weight) == text
