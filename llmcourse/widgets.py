"""Things to play with: a guess to be scored later, and a view of what a language model's attention looks at.

Each is a few controls over pure functions that make HTML, and each carries a static picture that stands in where
controls do not run. Takes tokens and arrays, never models.
"""

import html
from collections.abc import Sequence

import ipywidgets
import numpy as np
from IPython.display import display
from matplotlib.colors import to_rgb

from llmcourse import claims, style

VISIBLE = str.maketrans({" ": "␣", "\n": "↵", "\r": "␍", "\t": "⇥"})
DEEPEST = 0.75  # opacity of the color for a weight of 1: text stays readable on it in light and dark themes
EDGE = "rgba(128,128,128,0.5)"
RGB = ",".join(str(round(255 * channel)) for channel in to_rgb(style.MODEL))


def guess(id: str, question: str, options: Sequence[str]) -> None:
    """Ask for the reader's guess before the measurement; `claims.answer(id, …)` scores it later.

    Without a front end it only shows the question. Raises ValueError for fewer than two options or a repeated one.
    """
    if len(set(options)) != len(options) or len(options) < 2:
        raise ValueError(f"{id}: a guess needs at least two options, all different; got {list(options)}.")
    choice = ipywidgets.RadioButtons(options=options, value=None, layout={"width": "auto"})
    note = ipywidgets.HTML(guess_note(None))

    def keep(change):
        claims.record_guess(id, change["new"])
        note.value = guess_note(change["new"])

    choice.observe(keep, "value")
    label = ipywidgets.HTML(guess_question(id, question))
    plain = f"{id}  {question} " + " / ".join(options)
    _display(ipywidgets.VBox([label, choice, note]), guess_html(id, question, options), plain)


def guess_question(id: str, question: str) -> str:
    """The question as HTML, with its claim's id."""
    return f"<b>Guess {html.escape(id)}.</b> {html.escape(question)}"


def guess_note(choice: str | None) -> str:
    """What stands below the options: an invitation, or what was chosen."""
    text = "Choose one (keys: Tab, then Space). It is scored later." if choice is None else f"Noted: {choice}"
    return f'<span role="status">{html.escape(text)}</span>'


def guess_html(id: str, question: str, options: Sequence[str]) -> str:
    """Question and options as they are shown where nothing can be clicked."""
    items = "".join(f"<li>{html.escape(option)}</li>" for option in options)
    return f"<p>{guess_question(id, question)}</p><ul>{items}</ul>"


def attention_viewer(
    tokens: Sequence[str], weights: np.ndarray, layer: int = 0, head: int = 0, query: int = -1
) -> None:
    """Show what one token looks at, with controls for layer, head and token.

    `weights` has shape (L, H, T, T): layer, head, query, key; each row sums to one. A negative number counts from the
    end. Raises ValueError for other shapes or values, IndexError for a layer, head or query that is not there.
    """
    weights = checked_weights(tokens, weights)
    n_layers, n_heads, n_tokens, _ = weights.shape
    layer, head = checked_index("layer", layer, n_layers), checked_index("head", head, n_heads)
    query = checked_index("query", query, n_tokens)
    controls = [_control("Layer", n_layers, layer), _control("Head", n_heads, head), _control("Token", n_tokens, query)]
    row = weights[layer, head, query]
    picture = ipywidgets.HTML(attention_html(tokens, row, query))

    def draw(_):
        layer, head, query = (control.value for control in controls)
        picture.value = attention_html(tokens, weights[layer, head, query], query)

    for control in controls:
        control.observe(draw, "value")
    place = f"Layer {layer}, head {head}"
    box = ipywidgets.VBox([ipywidgets.HBox(controls, layout={"flex_flow": "row wrap"}), picture])
    _display(box, f"<p>{place}</p>{picture.value}", f"{place}: {attention_words(tokens, row, query)}")


def _control(name: str, size: int, value: int) -> ipywidgets.BoundedIntText:
    """A number to step with the arrow keys: JupyterLab takes these keys away from menus, sliders and radio buttons."""
    text = f"{name} (0–{size - 1})"
    look = {"style": {"description_width": "initial"}, "layout": {"width": "170px"}}
    return ipywidgets.BoundedIntText(value, min=0, max=size - 1, description=text, **look)


def _display(widget: ipywidgets.Widget, static: str, plain: str) -> None:
    """The widget where it can run, `static` where HTML can be shown, `plain` elsewhere."""
    bundle = widget._repr_mimebundle_()
    display({**bundle, "text/html": static, "text/plain": plain}, raw=True)


def checked_weights(tokens: Sequence[str], weights: np.ndarray) -> np.ndarray:
    """`weights` as an array of shape (L, H, T, T) for T tokens, or a ValueError that says what it is instead."""
    weights, n = np.asarray(weights, dtype=float), len(tokens)
    if weights.ndim != 4 or weights.shape[2:] != (n, n) or weights.size == 0:
        raise ValueError(
            f"weights of shape {weights.shape} do not fit {n} tokens: (layers, heads, {n}, {n}) is expected. "
            "One layer and one head? Use weights[None, None]."
        )
    if not (np.all(weights >= 0) and np.allclose(weights.sum(-1), 1, atol=0.02)):
        raise ValueError("The rows of weights do not sum to one: are these scores before softmax, or queries last?")
    return weights


def checked_index(name: str, index: int, size: int) -> int:
    """`index` counted from the start, or an IndexError that says which ones there are."""
    if not -size <= index < size:
        raise IndexError(f"There is no {name} {index}: choose from 0 to {size - 1}, or from -{size} to -1.")
    return index % size


def visible(token: str) -> str:
    """A token with its spaces and line ends shown as signs.

    >>> visible(" the"), visible("\\n")
    ('␣the', '↵')
    """
    return token.translate(VISIBLE) or "∅"


def percent(weight: float) -> str:
    """A weight as a whole percentage; what would round to nothing is said to be less than one.

    >>> percent(0.614), percent(0.004), percent(0.0)
    ('61 %', '<1 %', '0 %')
    """
    return "<1 %" if 0 < weight <= 0.005 else f"{100 * weight:.0f} %"


def attention_words(tokens: Sequence[str], row: np.ndarray, query: int, n: int = 5) -> str:
    """One row of attention in words: the `n` tokens that get most, repeated tokens with their position.

    >>> attention_words(["a", " b"], [0.25, 0.75], query=1)
    '“␣b” looks at: “␣b” 75 %, “a” 25 %'
    """
    order = sorted(range(len(tokens)), key=lambda i: -row[i])[:n]
    seen = [f"{_name(tokens, i)} {percent(row[i])}" for i in order if row[i] > 0.005]
    return f"{_name(tokens, query)} looks at: {', '.join(seen)}"


def _name(tokens: Sequence[str], i: int) -> str:
    position = f" (at {i})" if list(tokens).count(tokens[i]) > 1 else ""
    return f"“{visible(tokens[i])}”{position}"


def attention_html(tokens: Sequence[str], row: np.ndarray, query: int) -> str:
    """One row of attention: a sentence, and every token shaded by the weight it gets, with the percentage below it."""
    words = html.escape(attention_words(tokens, row, query))
    tiles = "".join(_tile(i, token, row[i], i == query) for i, token in enumerate(tokens))
    look = "display:flex;flex-wrap:wrap;gap:4px;list-style:none;margin:0;padding:0;line-height:1.4"
    return f'<p role="status" aria-live="polite">{words}</p><ol aria-label="Tokens" style="{look}">{tiles}</ol>'


def _tile(i: int, token: str, weight: float, is_query: bool) -> str:
    """Plain colors in plain elements: JupyterLab strips gradients from a notebook that it does not trust yet."""
    frame = f"2px solid {style.CONTRAST};padding:1px 5px" if is_query else f"1px solid {EDGE};padding:2px 6px"
    look = f"background-color:rgba({RGB},{DEEPEST * weight:.3f});border:{frame};border-radius:4px;text-align:center"
    name = f'<span style="font-family:monospace">{html.escape(visible(token))}</span>'
    mark = f"▲ {i} looks" if is_query else i
    bar = f'<div style="background-color:{style.MODEL};height:4px;width:{100 * weight:.1f}%"></div>'
    return f'<li style="{look}">{name}<br>{html.escape(percent(weight))}<br><small>{mark}</small>{bar}</li>'
