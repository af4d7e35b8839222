"""A playground for tokenizers: type a text and see how several of them cut it. Takes functions,
never models.
"""

import html
from collections.abc import Callable, Mapping, Sequence

import ipywidgets

from llmcourse.lesson.widgets import shown

Token = tuple[int, str]  # its id and its text
SHADES = (0.10, 0.28)  # of neighbors, in turn; a border parts them, too


def token_playground(tokenizers: Mapping[str, Callable[[str], Sequence[Token]]], text: str) -> None:
    """Show how each tokenizer cuts a text, and again whenever the text is changed (Tab leaves the
    field).

    `tokenizers` has for each name a function from a text to its tokens. Raises ValueError when
    there is none.
    """
    if not tokenizers:
        raise ValueError("There is no tokenizer to show: give at least one name and function.")
    text = shown.whole(text)
    field = ipywidgets.Textarea(
        text, description="Text", continuous_update=False, layout={"width": "95%"}
    )
    picture = ipywidgets.HTML(playground_html(tokenizers, text))

    def draw(change):
        picture.value = playground_html(tokenizers, shown.whole(change["new"]))

    field.observe(draw, "value")
    plain = "\n".join(cut_words(name, cut(text), text) for name, cut in tokenizers.items())
    shown.display_widget(
        ipywidgets.VBox([field, picture]), f"<p>{html.escape(text)}</p>{picture.value}", plain
    )


def playground_html(tokenizers: Mapping[str, Callable[[str], Sequence[Token]]], text: str) -> str:
    """Return one paragraph and one row of tokens for each tokenizer."""
    return "".join(cut_html(name, cut(text), text) for name, cut in tokenizers.items())


def cut_words(name: str, tokens: Sequence[Token], text: str) -> str:
    """Return how a text was cut, in a line.

    >>> cut_words("ours", [(7, "ab"), (9, "c")], "abc")
    'ours: 2 tokens for 3 bytes, 1.5 bytes each'
    """
    size = len(shown.whole(text).encode("utf-8"))
    each = f", {size / len(tokens):.1f} bytes each" if tokens else ""
    return (
        f"{name}: {len(tokens)} token{'s' * (len(tokens) != 1)} for {size} "
        f"byte{'s' * (size != 1)}{each}"
    )


def cut_html(name: str, tokens: Sequence[Token], text: str) -> str:
    """Return the line, and every token in a box of its own with its id below it."""
    look = (
        "display:flex;flex-wrap:wrap;gap:3px;list-style:none;margin:0 0 "
        "10px;padding:0;line-height:1.4"
    )
    tiles = "".join(_tile(i, token) for i, token in enumerate(tokens))
    words = html.escape(cut_words(name, tokens, text))
    label = html.escape(f"Tokens of {name}", quote=True)
    status = f'<p role="status" aria-live="polite">{words}</p>'
    return f'{status}<ol aria-label="{label}" style="{look}">{tiles}</ol>'


def _tile(place: int, token: Token) -> str:
    shade = f"rgba({shown.RGB},{SHADES[place % 2]})"
    look = (
        f"background-color:{shade};border:1px solid {shown.EDGE};border-radius:4px;padding:1px "
        "4px;text-align:center"
    )
    name = f'<span style="font-family:monospace">{html.escape(shown.visible(token[1]))}</span>'
    return f'<li style="{look}">{name}<br><small>{token[0]}</small></li>'
