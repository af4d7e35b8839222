"""What the tests of the written sets share: words, sequences of three, and where splits lie."""

import re
from typing import get_args

from llmcourse.data.splits import Split

SPLITS = get_args(Split)


def words(text):
    return re.findall(r"[\w']+", text.lower())


def trigrams(text):
    return set(zip(words(text), words(text)[1:], words(text)[2:], strict=False))


def strings(value):
    """Every string in a row, however deep, except the rules of a check."""
    if isinstance(value, dict):
        return [text for key, part in value.items() if key != "check" for text in strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [value] if isinstance(value, str) else []


def split_at(place):
    return {3: "validation", 6: "test"}.get(place % 7, "train")
