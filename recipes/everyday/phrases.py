"""The same words in both languages, and tables of them."""

import re
from typing import NamedTuple


class Words(NamedTuple):
    """The same in English and French."""

    en: str
    fr: str


def entries(table: str) -> list[str]:
    """The entries of a table, which stand on lines or have semicolons between them.

    >>> entries("one = un; two = deux;\\nthree = trois")
    ['one = un', 'two = deux', 'three = trois']
    """
    return [entry.strip() for entry in re.split(r"[;\n]", table) if entry.strip()]


def phrases(table: str) -> tuple[Words, ...]:
    """
    >>> phrases("yes = oui; no = non")[1].fr
    'non'
    """
    return tuple(Words(*entry.split(" = ")) for entry in entries(table))


def join(*parts: Words) -> Words:
    """
    >>> join(Words("on the", "sur la"), Words("table", "table"))
    Words(en='on the table', fr='sur la table')
    """
    return Words(" ".join(part.en for part in parts), " ".join(part.fr for part in parts))
