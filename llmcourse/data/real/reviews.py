"""Reviews: sentences from reviews of films, products and restaurants, half of them positive, half
negative.

Used in chapters 7, 10 and 11.
"""

from dataclasses import dataclass

from llmcourse.data.bundled import read_jsonl
from llmcourse.data.splits import Split, check_split


@dataclass(frozen=True)
class Review:
    """One sentence with its label; `source` is "imdb", "amazon" or "yelp"."""

    text: str
    positive: bool
    source: str


def reviews(split: Split | None = None) -> list[Review]:
    """Return the 3,000 labeled sentences; validation and test have 50 of each source and label, and
    no sentence of train.

    Kotzias et al., From Group to Individual Labels using Deep Features (KDD 2015).
    """
    check_split(split)
    rows = read_jsonl("reviews/reviews.jsonl.xz")
    return [
        Review(row["text"], row["positive"], row["source"])
        for row in rows
        if split in (None, row["split"])
    ]
