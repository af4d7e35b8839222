"""Sentences with their translations: English–Spanish everyday sentences, and English–French verses.

The everyday English–French pairs, which are generated, are in `everyday`. Used in chapters 5 and 7.
"""

from dataclasses import dataclass
from typing import get_args

from llmcourse.data.bundled import read_text
from llmcourse.data.splits import Split, check_split
from llmcourse.machine import wanted


@dataclass(frozen=True)
class Pair:
    """A sentence and its translation; `credit` names the authors, the place in a book, or the frame
    it was made by.
    """

    source: str
    target: str
    credit: str


def english_spanish(split: Split | None = None) -> list[Pair]:
    """Return everyday sentences from Tatoeba, shortest first; `credit` has the numbers and authors
    of both sentences.

    A sentence may have several translations, each a pair of its own, all in the same split.
    """
    return read_pairs("english-spanish", split)


def verses(split: Split | None = None) -> list[Pair]:
    """Return verses of at most 20 words, World English Bible and Segond 1910; `credit` is the
    verse: "Genesis 1:1".
    """
    return read_pairs("verses", split)


def read_pairs(folder: str, split: Split | None) -> list[Pair]:
    """Return the pairs of a bundled set, of one split or of all, in the order of its files."""
    check_split(split)
    wanted.text("folder", folder)
    parts = get_args(Split) if split is None else [split]
    return [pair for part in parts for pair in _parse(read_text(f"{folder}/{part}.tsv.xz"))]


def _parse(text: str) -> list[Pair]:
    """Return one pair a line: source, target, credit, with tabs between."""
    return [Pair(*line.split("\t")) for line in text.removesuffix("\n").split("\n")]
