"""Text of strangers: names in one form, and nothing in it that drives a terminal or cannot be
stored.
"""

import unicodedata


def one_form(name: str) -> str:
    """Return a name with its accents in one encoding: macOS writes them apart from the letters."""
    return unicodedata.normalize("NFC", name)


def printable(text: str) -> str:
    """Return the text without control characters, which could drive a terminal, and without half
    characters, which no terminal can show.
    """
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def storable(text: str) -> str:
    """Return the text without half characters, which no file in UTF-8 can hold."""
    return text.encode("utf8", "replace").decode()
