"""A pad of 8 by 8 pixels to draw a digit on, and what a network makes of it. Takes a function,
never a model.
"""

from collections.abc import Callable, Sequence

import ipywidgets
import numpy as np

from llmcourse.lesson import style
from llmcourse.lesson.widgets import shown

SIZE = 8
PIXEL = {"width": "24px", "height": "24px", "margin": "0", "padding": "0"}
Predict = Callable[[np.ndarray], Sequence[float]]  # a picture, 0 or 1 for each pixel, to ten shares


def digit_pad(predict: Predict, start: np.ndarray) -> None:
    """Show a picture whose pixels can be switched, and the shares that `predict` gives to the ten
    digits.

    `start` is the first picture, shape (8, 8), true where there is ink; raises ValueError for
    another shape.
    """
    if np.shape(start) != (SIZE, SIZE):
        raise ValueError(
            f"A picture of shape {np.shape(start)} does not fit: ({SIZE}, {SIZE}) is expected."
        )
    pixels = [_pixel(i, bool(ink)) for i, ink in enumerate(np.ravel(start))]
    clear = ipywidgets.Button(description="Clear", layout={"width": "80px"})
    bars = ipywidgets.HTML(shares_html(predict(np.array(start, dtype=float))))

    def draw(_):
        image = np.array([pixel.value for pixel in pixels], dtype=float).reshape(SIZE, SIZE)
        bars.value = shares_html(predict(image))

    def wipe(_):
        for pixel in pixels:
            pixel.value = False

    for pixel in pixels:
        pixel.observe(draw, "value")
        pixel.observe(_show_ink, "value")
    clear.on_click(wipe)
    grid = ipywidgets.GridBox(
        pixels, layout={"grid_template_columns": f"repeat({SIZE}, 26px)", "grid_gap": "1px"}
    )
    box = ipywidgets.HBox(
        [ipywidgets.VBox([grid, clear]), bars], layout={"flex_flow": "row wrap", "grid_gap": "24px"}
    )
    shown.display_widget(
        box, picture_html(start) + bars.value, shares_words(predict(np.array(start, dtype=float)))
    )


def _pixel(i: int, ink: bool) -> ipywidgets.ToggleButton:
    """Return one pixel; its name for a screen reader is its place."""
    place = f"row {i // SIZE + 1}, column {i % SIZE + 1}"
    pixel = ipywidgets.ToggleButton(ink, tooltip=place, layout=PIXEL)
    _show_ink({"owner": pixel, "new": ink})
    return pixel


def _show_ink(change: dict) -> None:
    change["owner"].description = "■" if change["new"] else "·"


def shares_words(shares: Sequence[float]) -> str:
    """Return the likeliest digits in words.

    >>> shares_words([0, 0, 0, 0.75, 0, 0, 0, 0, 0.25, 0])
    'Looks like a 3 (75 %), or an 8 (25 %)'
    """
    first, second = np.argsort(np.asarray(shares))[::-1][:2].tolist()
    likeliest = f"{_with_article(first)} ({shown.percent(shares[first])})"
    return f"Looks like {likeliest}, or {_with_article(second)} ({shown.percent(shares[second])})"


def shares_html(shares: Sequence[float]) -> str:
    """Return the words, and a bar for each digit."""
    rows = "".join(
        f'<div style="display:flex;gap:6px;align-items:center"><span>{digit}</span>'
        f'<div style="background-color:{style.MODEL};height:10px;width:{180 * share:.1f}px"></div>'
        f"<small>{shown.percent(share)}</small></div>"
        for digit, share in enumerate(shares)
    )
    return f'<p role="status" aria-live="polite">{shares_words(shares)}</p>{rows}'


def picture_html(image: np.ndarray) -> str:
    """Return a picture as text, a line a row."""
    rows = [" ".join(map(_cell, row)) for row in image]
    lines = "\n".join(rows)
    return f'<pre aria-label="The picture" style="line-height:1.1">{lines}</pre>'


def _cell(ink: object) -> str:
    return "■" if ink else "·"


def _with_article(digit: int) -> str:
    return f"an {digit}" if digit == 8 else f"a {digit}"
