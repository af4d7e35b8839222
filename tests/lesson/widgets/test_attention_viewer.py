"""The viewer is a few controls over pure functions, and says the same to eyes, ears and keyboard."""

import re

import ipywidgets
import numpy as np
import pytest
from contrast import contrast
from widget_pages import Page, parts

from llmcourse.lesson import style
from llmcourse.lesson.widgets import attention

TOKENS = ["The", " cat", " sat", " on", " the", " mat", "\n"]


def causal_weights(n_layers=2, n_heads=3):
    n_tokens = len(TOKENS)
    scores = np.random.default_rng(0).normal(size=(n_layers, n_heads, n_tokens, n_tokens))
    scores[..., np.triu(np.ones((n_tokens, n_tokens), bool), 1)] = -np.inf
    return np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)


def viewer(displayed, **where):
    """A shown viewer: its weights, its controls, its picture."""
    weights = causal_weights()
    attention.attention_viewer(TOKENS, weights, **where)
    return (
        weights,
        parts(displayed[-1], ipywidgets.BoundedIntText),
        parts(displayed[-1], ipywidgets.HTML)[0],
    )


def test_the_viewer_starts_where_it_is_told(displayed):
    weights, controls, picture = viewer(displayed, layer=-1, head=1, query=3)
    assert [control.value for control in controls] == [1, 1, 3]
    assert picture.value == attention.attention_html(TOKENS, weights[1, 1, 3], 3)


def test_the_viewer_starts_at_the_last_token(displayed):
    weights, controls, picture = viewer(displayed)
    assert [control.value for control in controls] == [0, 0, 6]
    assert picture.value == attention.attention_html(TOKENS, weights[0, 0, 6], 6)


def test_each_control_changes_the_picture(displayed):
    weights, (layer, head, token), picture = viewer(displayed)
    layer.value = 1
    assert picture.value == attention.attention_html(TOKENS, weights[1, 0, 6], 6)
    head.value = 2
    assert picture.value == attention.attention_html(TOKENS, weights[1, 2, 6], 6)
    token.value = 4
    assert picture.value == attention.attention_html(TOKENS, weights[1, 2, 4], 4)


def test_controls_say_their_range_and_keep_to_it(displayed):
    _, controls, _ = viewer(displayed)
    assert [control.description for control in controls] == [
        "Layer (0–1)",
        "Head (0–2)",
        "Token (0–6)",
    ]
    for control, last in zip(controls, (1, 2, 6), strict=True):
        control.value = 99
        assert control.value == last
        control.value = -99
        assert control.value == 0


def test_the_first_picture_stands_where_widgets_do_not_run(displayed):
    _, _, picture = viewer(displayed, layer=1, head=2, query=4)
    assert displayed[0]["text/html"] == f"<p>Layer 1, head 2</p>{picture.value}"
    assert displayed[0]["text/plain"].startswith("Layer 1, head 2: “␣the” looks at: ")


def test_the_picture_shows_each_token_with_its_share():
    row = np.array([0.614, 0.25, 0.132, 0.004, 0, 0, 0])
    page = Page(attention.attention_html(TOKENS, row, 3))
    assert [tag["aria-label"] for tag in page.all("ol")] == ["Tokens"] and len(page.all("li")) == 7
    assert page.all("p") == [{"role": "status", "aria-live": "polite"}]
    words, tiles = page.text.split("13 %", 1)
    assert words == "“␣on” looks at: “The” 61 %, “␣cat” 25 %, “␣sat” "
    assert tiles == "The61 %0␣cat25 %1␣sat13 %2␣on<1 %▲ 3 looks␣the0 %4␣mat0 %5↵0 %6"


def test_shades_and_bars_are_in_proportion_to_the_weights():
    row = np.array([0.5, 0.25, 0.125, 0.1, 0.025, 0, 0])
    page = Page(attention.attention_html(TOKENS, row, 3))
    shades = [
        float(re.search(r"rgba\(0,114,178,([\d.]+)\)", tag["style"])[1]) for tag in page.all("li")
    ]
    bars = [float(re.search(r"width:([\d.]+)%", tag["style"])[1]) for tag in page.all("div")]
    assert np.allclose(shades, row * attention.DEEPEST, atol=6e-4)
    assert np.allclose(bars, 100 * row, atol=0.06)


def test_the_query_alone_is_framed():
    page = attention.attention_html(TOKENS, np.full(7, 1 / 7), 2)
    framed = [style.CONTRAST in tag["style"] for tag in Page(page).all("li")]
    assert (
        framed == [False, False, True, False, False, False, False]
        and page.count("looks</small>") == 1
    )


@pytest.mark.parametrize(("background", "text"), [("#FFFFFF", "#212121"), ("#111111", "#DEDEDE")])
def test_text_is_readable_on_the_deepest_shade_in_both_themes(background, text):
    """Text at 87 % of black or white, as JupyterLab's themes have it."""
    channels = [int(background[i : i + 2], 16) for i in (1, 3, 5)]
    blue = [int(style.MODEL[i : i + 2], 16) for i in (1, 3, 5)]
    mixed = [
        round(attention.DEEPEST * over + (1 - attention.DEEPEST) * under)
        for over, under in zip(blue, channels, strict=True)
    ]
    assert contrast(text, "#" + "".join(f"{channel:02X}" for channel in mixed)) >= 4.5


def test_tokens_are_escaped():
    page = Page(attention.attention_html(["<script>", "&amp;"], np.array([0.5, 0.5]), 1))
    assert not page.all("script")
    assert page.text.startswith("“&amp;” looks at: “<script>” 50 %, “&amp;” 50 %")


def test_words_name_the_largest_weights_and_tell_equal_tokens_apart():
    words = attention.attention_words(
        [" a", " b", " a", " c"], np.array([0.2, 0.1, 0.7, 0.0]), 1, n=2
    )
    assert words == "“␣b” looks at: “␣a” (at 2) 70 %, “␣a” (at 0) 20 %"


def test_words_leave_out_what_gets_nothing():
    assert (
        attention.attention_words(["a", "b"], np.array([1.0, 0.0]), 0) == "“a” looks at: “a” 100 %"
    )


@pytest.mark.parametrize(
    "shape", [(7, 7), (3, 7, 7), (2, 3, 7, 5), (2, 3, 5, 7), (2, 3, 6, 6), (0, 3, 7, 7)]
)
def test_wrong_shapes_are_named(shape, displayed):
    with pytest.raises(
        ValueError, match=re.escape(f"shape {shape} do not fit 7 tokens: (layers, heads, 7, 7)")
    ):
        attention.attention_viewer(TOKENS, np.zeros(shape))
    assert not displayed


@pytest.mark.parametrize(
    "spoil",
    [
        lambda weights: weights.swapaxes(-1, -2),
        lambda weights: weights * 2,
        lambda weights: np.log(weights + 1e-9),
        lambda weights: np.full_like(weights, np.nan),
    ],
    ids=["queries last", "too large", "scores", "nan"],
)
def test_what_is_no_attention_is_refused(spoil, displayed):
    with pytest.raises(ValueError, match="do not sum to one"):
        attention.attention_viewer(TOKENS, spoil(causal_weights()))
    assert not displayed


@pytest.mark.parametrize("where", [{"layer": 2}, {"head": 3}, {"query": 7}, {"query": -8}])
def test_what_is_not_there_is_named(where, displayed):
    (name,) = where
    with pytest.raises(IndexError, match=f"There is no {name} {where[name]}: choose from 0 to"):
        attention.attention_viewer(TOKENS, causal_weights(), **where)
    assert not displayed
