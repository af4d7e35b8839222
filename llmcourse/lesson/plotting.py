"""Figures that a screen reader can read too: every one is shown with a description.

Takes arrays and labels, never models. Importing it switches the course's style on.
"""

import base64
import html
import io
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from PIL import Image

from llmcourse.lesson import style

style.use()


def show(fig: Figure, alt: str) -> None:
    """Display a figure as a PNG with alternative text, and close it.

    `alt` says what there is to see, in one to three sentences, for those who cannot see it.
    """
    if len(alt.split()) < 5:
        raise ValueError(f"alt={alt!r} is too short: say in a sentence what the figure shows.")
    data = base64.b64encode(as_png(fig)).decode()
    plt.close(fig)
    image = f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{data}">'
    page = f'<figure style="margin:0">{image}</figure>'
    display({"text/html": page, "text/plain": alt}, raw=True)


def as_png(fig: Figure) -> bytes:
    """Return the figure as a PNG of 128 colors: a third of the size of one in full color, and no
    visible difference.
    """
    full, small = io.BytesIO(), io.BytesIO()
    fig.savefig(full, format="png", bbox_inches="tight")
    with Image.open(full) as image:
        image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
            small, format="png", optimize=True
        )
    return small.getvalue()


def label_end(
    ax: Axes, x: Sequence[float], y: Sequence[float], text: str, color: str, shift: float = 0
) -> None:
    """Write a line's name beside its last point, `shift` points higher."""
    ax.annotate(
        text, (x[-1], y[-1]), (6, shift), textcoords="offset points", color=color, va="center"
    )


def line(
    ax: Axes,
    x: Sequence[float],
    y: Sequence[float],
    text: str,
    color: str,
    shift: float = 0,
    **look,
) -> None:
    """Draw a line with its name at its end; `look` goes to `Axes.plot`."""
    ax.plot(x, y, color=color, **look)
    label_end(ax, x, y, text, color, shift)


def dots(
    ax: Axes, groups: Mapping[float, Sequence[float]], text: str, color: str, shift: float = 0
) -> None:
    """Draw several measurements at each x as dots, such as those of three seeds, and a named line
    through their means.
    """
    for x, values in groups.items():
        ax.plot([x] * len(values), values, "o", color=color, alpha=0.5)
    line(
        ax, list(groups), [float(np.mean(values)) for values in groups.values()], text, color, shift
    )


def log_axis(axis: Axis, ticks: Sequence[float]) -> None:
    """Make an axis logarithmic with these ticks, written as plain numbers; no others."""
    scale = axis.axes.set_xscale if axis is axis.axes.xaxis else axis.axes.set_yscale
    scale("log")
    axis.set_ticks(ticks, [f"{tick:,}" for tick in ticks])
    axis.set_minor_locator(NullLocator())


def grid_of_numbers(
    ax: Axes,
    table: np.ndarray | Sequence[Sequence[float]],
    rows: Sequence[str],
    columns: Sequence[str],
    digits: int = 2,
    signed: bool = False,
) -> None:
    """Draw a table as colored squares with its numbers in them: 0 to 1, or signed and symmetric."""
    values = np.asarray(table, dtype=float)
    if values.shape != (len(rows), len(columns)):
        raise ValueError(
            f"A table of shape {values.shape} needs {values.shape} labels, not "
            f"{len(rows), len(columns)}."
        )
    limit = np.abs(values).max() if signed else 1
    image = ax.imshow(
        values,
        cmap=style.SIGNED if signed else style.PROBABILITY,
        vmin=-limit if signed else 0,
        vmax=limit,
    )
    for (i, j), value in np.ndenumerate(values):
        dark = np.dot(image.cmap(image.norm(value))[:3], (0.299, 0.587, 0.114)) < 0.5
        ax.text(
            j,
            i,
            f"{value:.{digits}f}",
            ha="center",
            va="center",
            color="white" if dark else style.INK,
            fontsize=9,
        )
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.grid(False)
    ax.tick_params(length=0)
