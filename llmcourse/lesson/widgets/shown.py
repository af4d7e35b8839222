"""What all widgets share: how they are displayed, and how tokens and shares are written.

Every widget carries a static picture that stands in where controls do not run.
"""

import ipywidgets
from IPython.display import display
from matplotlib.colors import to_rgb

from llmcourse.lesson import style

VISIBLE = str.maketrans({" ": "␣", "\n": "↵", "\r": "␍", "\t": "⇥"})
EDGE = "rgba(128,128,128,0.5)"
RGB = ",".join(str(round(255 * channel)) for channel in to_rgb(style.MODEL))


def display_widget(widget: ipywidgets.Widget, static: str, plain: str) -> None:
    """Display a widget where it can run, `static` where HTML can be shown, `plain` elsewhere."""
    bundle = widget._repr_mimebundle_()
    display({**bundle, "text/html": static, "text/plain": plain}, raw=True)


def whole(text: str) -> str:
    """Return a text whose half characters, such as a cut emoji leaves, are question marks: no
    tokenizer has bytes for them, and no page can show them.

    >>> whole("a \\ud83d")
    'a ?'
    """
    return text.encode("utf-8", errors="replace").decode("utf-8")


def visible(token: str) -> str:
    """Return a token with its spaces and line ends shown as signs.

    >>> visible(" the"), visible("\\n")
    ('␣the', '↵')
    """
    return whole(token).translate(VISIBLE) or "∅"


def percent(weight: float) -> str:
    """Return a weight as a whole percentage; what would round to nothing is said to be less than
    one.

    >>> percent(0.614), percent(0.004), percent(0.0)
    ('61 %', '<1 %', '0 %')
    """
    return "<1 %" if 0 < weight <= 0.005 else f"{100 * weight:.0f} %"
