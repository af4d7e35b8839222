"""What learners wrote, made harmless for the place it goes to: a web page, a spreadsheet, a file
name.

Names, messages and sources are untrusted. Control characters, marks that turn the direction of
writing and halves of characters become the replacement character everywhere; the rest depends on
who reads it.
"""

import html
import re

MAX_TEXT = 5_000
FORMULA = "=+\\-@＝＋－＠"  # the last four are the full-width forms
CODE = re.compile(r"`([^`\n]+)`")
# A semicolon ends a cell where a comma is the decimal sign.
OPENS_A_CELL = re.compile(rf"(^|;)(\s*)(?=[{FORMULA}])")


def plain(text: str, keep: str = "") -> str:
    """Return printable characters and those in `keep` only."""
    if text.isprintable():
        return text
    strange = {letter for letter in set(text) if not letter.isprintable()} - set(keep)
    return text.translate(dict.fromkeys(map(ord, strange), "\N{REPLACEMENT CHARACTER}"))


def lines(text: str) -> str:
    """Return printable text that may have several lines, cut at MAX_TEXT characters."""
    cut = text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
    return plain(cut.replace("\r\n", "\n"), keep="\n")


def short(text: str, length: int) -> str:
    """Return printable text in one line, cut with an ellipsis to at most `length` characters."""
    one_line = plain(" ".join(text[: 4 * length].split()))
    return one_line if len(one_line) <= length else one_line[: length - 1] + "…"


def markup(text: str) -> str:
    """Return text for HTML, in an element or in an attribute."""
    return html.escape(lines(text))


def prose(text: str) -> str:
    """Return sentences for HTML, in which what stands between backticks is code.

    >>> prose("`a < b` is meant")
    '<code>a &lt; b</code> is meant'
    """
    return CODE.sub(r"<code>\1</code>", markup(text))


def cell(text: str) -> str:
    """Return text for a spreadsheet that nothing in it takes for a formula.

    >>> cell("=1+1"), cell("ann; @sum"), cell("well-known")
    ("'=1+1", "ann; '@sum", 'well-known')
    """
    return OPENS_A_CELL.sub(r"\1\2'", plain(text))


def stem(text: str) -> str:
    """Return letters, digits, - and _ for a part of a file's name, at most 40.

    >>> stem("../Ann O'Neil")
    'Ann-O-Neil'
    """
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")[:40] or "learner"
