"""Speeches: the State of the Union addresses of 1790 to 2021, the course's real corpus for language
modeling.

Every speech carries labels that cost nothing: year, president, party. Used in chapters 2, 6 and 8.
"""

from dataclasses import dataclass

from llmcourse.data.bundled import read_jsonl
from llmcourse.data.splits import Split, check_split, split_by_place


@dataclass(frozen=True)
class Speech:
    """One address to Congress; `text` is one line without paragraphs, as the source has it."""

    year: int
    president: str
    party: str
    text: str


def speeches(split: Split | None = None) -> list[Speech]:
    """Return the 233 addresses in order of year; of each ten in a row, the fifth is validation and
    the tenth is test.
    """
    check_split(split)
    rows = read_jsonl("speeches/speeches.jsonl.xz")
    return [
        Speech(**row) for place, row in enumerate(rows) if split in (None, split_by_place(place))
    ]
