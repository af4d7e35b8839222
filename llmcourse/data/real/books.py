"""Moby Dick by chapters: a small corpus of one voice, for quick models and for comparison with the
speeches.

Used in chapters 2, 3 and 6.
"""

from dataclasses import dataclass

from llmcourse.data.bundled import read_jsonl
from llmcourse.data.splits import Split, check_split, split_by_place


@dataclass(frozen=True)
class Chapter:
    """One chapter of a book; `text` has an empty line between paragraphs."""

    number: int
    title: str
    text: str


def moby_dick(split: Split | None = None) -> list[Chapter]:
    """Return the 135 chapters and the epilogue (number 136), in order; every fifth of ten is
    validation, every tenth test.

    Herman Melville, Moby Dick; or, The Whale (1851).
    """
    check_split(split)
    rows = read_jsonl("moby-dick/moby-dick.jsonl.xz")
    return [
        Chapter(**row) for place, row in enumerate(rows) if split in (None, split_by_place(place))
    ]
