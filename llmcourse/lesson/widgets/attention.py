"""A view of what a language model's attention looks at. Takes tokens and arrays, never models."""

import html
from collections.abc import Sequence

import ipywidgets
import numpy as np

from llmcourse.lesson import style
from llmcourse.lesson.widgets import shown

# opacity of the color for a weight of 1: text stays readable on it in light and dark themes
DEEPEST = 0.75


def attention_viewer(
    tokens: Sequence[str], weights: np.ndarray, layer: int = 0, head: int = 0, query: int = -1
) -> None:
    """Show what one token looks at, with controls for layer, head and token.

    `weights` has shape (L, H, T, T): layer, head, query, key; each row sums to one. A negative
    number counts from the end. Raises ValueError for other shapes or values, IndexError for a
    layer, head or query that is not there.
    """
    weights = checked_weights(tokens, weights)
    n_layers, n_heads, n_tokens, _ = weights.shape
    layer, head = checked_index("layer", layer, n_layers), checked_index("head", head, n_heads)
    query = checked_index("query", query, n_tokens)
    controls = [
        _control("Layer", n_layers, layer),
        _control("Head", n_heads, head),
        _control("Token", n_tokens, query),
    ]
    row = weights[layer, head, query]
    picture = ipywidgets.HTML(attention_html(tokens, row, query))

    def draw(_):
        layer, head, query = (control.value for control in controls)
        picture.value = attention_html(tokens, weights[layer, head, query], query)

    for control in controls:
        control.observe(draw, "value")
    place = f"Layer {layer}, head {head}"
    box = ipywidgets.VBox([ipywidgets.HBox(controls, layout={"flex_flow": "row wrap"}), picture])
    shown.display_widget(
        box, f"<p>{place}</p>{picture.value}", f"{place}: {attention_words(tokens, row, query)}"
    )


def _control(name: str, size: int, value: int) -> ipywidgets.BoundedIntText:
    """Return a number to step with the arrow keys: JupyterLab takes these keys away from menus,
    sliders and radio buttons.
    """
    text = f"{name} (0–{size - 1})"
    look = {"style": {"description_width": "initial"}, "layout": {"width": "170px"}}
    return ipywidgets.BoundedIntText(value, min=0, max=size - 1, description=text, **look)


def checked_weights(tokens: Sequence[str], weights: np.ndarray) -> np.ndarray:
    """Return `weights` as an array of shape (L, H, T, T) for T tokens, or a ValueError that says
    what it is instead.
    """
    weights, n = np.asarray(weights, dtype=float), len(tokens)
    if weights.ndim != 4 or weights.shape[2:] != (n, n) or weights.size == 0:
        raise ValueError(
            f"weights of shape {weights.shape} do not fit {n} tokens: (layers, heads, {n}, {n}) is "
            "expected. One layer and one head? Use weights[None, None]."
        )
    if not (np.all(weights >= 0) and np.allclose(weights.sum(-1), 1, atol=0.02)):
        raise ValueError(
            "The rows of weights do not sum to one: are these scores before softmax, or queries "
            "last?"
        )
    return weights


def checked_index(name: str, index: int, size: int) -> int:
    """Return `index` counted from the start, or an IndexError that says which ones there are."""
    if not -size <= index < size:
        raise IndexError(
            f"There is no {name} {index}: choose from 0 to {size - 1}, or from -{size} to -1."
        )
    return index % size


def attention_words(tokens: Sequence[str], row: np.ndarray, query: int, n: int = 5) -> str:
    """Return one row of attention in words: the `n` tokens that get most, repeated tokens with
    their position.

    >>> attention_words(["a", " b"], [0.25, 0.75], query=1)
    '“␣b” looks at: “␣b” 75 %, “a” 25 %'
    """
    order = sorted(range(len(tokens)), key=lambda i: -row[i])[:n]
    seen = [f"{_name(tokens, i)} {shown.percent(row[i])}" for i in order if row[i] > 0.005]
    return f"{_name(tokens, query)} looks at: {', '.join(seen)}"


def _name(tokens: Sequence[str], i: int) -> str:
    position = f" (at {i})" if list(tokens).count(tokens[i]) > 1 else ""
    return f"“{shown.visible(tokens[i])}”{position}"


def attention_html(tokens: Sequence[str], row: np.ndarray, query: int) -> str:
    """Return one row of attention: a sentence, and every token shaded by the weight it gets, with
    the percentage below it.
    """
    words = html.escape(attention_words(tokens, row, query))
    tiles = "".join(_tile(i, token, row[i], i == query) for i, token in enumerate(tokens))
    look = "display:flex;flex-wrap:wrap;gap:4px;list-style:none;margin:0;padding:0;line-height:1.4"
    status = f'<p role="status" aria-live="polite">{words}</p>'
    return f'{status}<ol aria-label="Tokens" style="{look}">{tiles}</ol>'


def _tile(i: int, token: str, weight: float, is_query: bool) -> str:
    """Return plain colors in plain elements: JupyterLab strips gradients from a notebook that it
    does not trust yet.
    """
    frame = (
        f"2px solid {style.CONTRAST};padding:1px 5px"
        if is_query
        else f"1px solid {shown.EDGE};padding:2px 6px"
    )
    color = f"rgba({shown.RGB},{DEEPEST * weight:.3f})"
    look = f"background-color:{color};border:{frame};border-radius:4px;text-align:center"
    name = f'<span style="font-family:monospace">{html.escape(shown.visible(token))}</span>'
    mark = f"▲ {i} looks" if is_query else i
    bar = f'<div style="background-color:{style.MODEL};height:4px;width:{100 * weight:.1f}%"></div>'
    share = html.escape(shown.percent(weight))
    return f'<li style="{look}">{name}<br>{share}<br><small>{mark}</small>{bar}</li>'
