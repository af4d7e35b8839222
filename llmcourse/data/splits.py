"""Train, validation and test: which part an example belongs to, the same on every machine and in
every run.

A split is decided for a whole group (a document, a template, all translations of one sentence), so
that no near copy of a test example is trained on.
"""

import hashlib
import re
import unicodedata
from typing import Literal, get_args

from llmcourse.machine import wanted

Split = Literal["train", "validation", "test"]


def check_split(split: Split | None) -> None:
    """Raise ValueError unless `split` is one of the three names, or None for all three together."""
    if split is not None and split not in get_args(Split):
        raise ValueError(
            f"There is no split {split!r}. Choose 'train', 'validation' or 'test', or None for all."
        )


def split_of(key: str, validation: float = 0.1, test: float = 0.1) -> Split:
    """Return the split of a group, from a hash of its key: near the given shares, and unmoved when
    groups are added.

    `validation` and `test` are shares from 0 to 1; the rest is train.

    >>> [split_of(key) for key in ("one", "four", "five")]
    ['train', 'test', 'validation']
    """
    wanted.text("key", key)
    wanted.number("validation", validation)
    wanted.number("test", test)
    if min(validation, test) < 0 or validation + test > 1:
        raise ValueError(
            f"Shares must be at least 0 and at most 1 together, not {validation} and {test}."
        )
    place = int.from_bytes(hashlib.sha256(key.encode("utf-8")).digest()[:8], "big") / 2**64
    if place < test:
        return "test"
    return "validation" if place < test + validation else "train"


def split_by_place(place: int) -> Split:
    """Return the split of a document by its place in an ordered series: of each ten, one to
    validation and one to test.

    Spread evenly and never next to each other, so that both parts cover the whole series (all
    years, the whole book).

    >>> [split_by_place(place)[0] for place in range(10)]
    ['t', 't', 't', 't', 'v', 't', 't', 't', 't', 't']
    """
    wanted.whole_number("place", place, least=0)
    if place % 10 == 4:
        return "validation"
    return "test" if place % 10 == 9 else "train"


def fold(text: str) -> str:
    """Return the words of a text in lower case with one space between them: the same for texts that
    differ in signs only.

    >>> fold("No, it’s   Café 8!"), fold("no it's café 8")
    ('no it s café 8', 'no it s café 8')
    """
    wanted.text("text", text, halves=True)
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()))
