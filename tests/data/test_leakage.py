"""Nothing of a test or validation part is trained on, as far as real text allows; what it repeats
is counted.
"""

from dataclasses import asdict, is_dataclass

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from llmcourse.data.real.books import moby_dick
from llmcourse.data.real.pairs import english_spanish, verses
from llmcourse.data.real.reviews import reviews
from llmcourse.data.real.speeches import speeches
from llmcourse.data.splits import fold
from llmcourse.data.written import labeled, written

LENGTH = 13  # words in a row; Brown et al. (2020) look for the same
HELD_OUT = ("validation", "test")
MULTIPLIERS = np.random.default_rng(0).integers(1 << 63, size=LENGTH, dtype=np.uint64) * 2 + 1


def sequences(texts, ids):
    """A 64-bit number for every 13 words in a row within a text; `ids` numbers the words as they
    come.
    """
    keys = []
    for text in texts:
        words = np.array(
            [ids.setdefault(word, len(ids)) for word in fold(text).split()], dtype=np.uint64
        )
        if len(words) >= LENGTH:
            keys.append((sliding_window_view(words, LENGTH) * MULTIPLIERS).sum(axis=1))
    return np.concatenate(keys) if keys else np.zeros(0, dtype=np.uint64)


def repeated(train, held_out):
    """How many 13-word sequences of the held-out texts occur in a training text, and of how many."""
    ids = {}
    known, asked = sequences(train, ids), sequences(held_out, ids)
    return int(np.isin(asked, known).sum()), len(asked)


def test_repeated_sequences_are_found():
    words = [f"w{number}" for number in range(40)]
    train = [" ".join(words), "short"]
    assert repeated(
        train, [" ".join(words[3:16]).upper() + "!", "short", " ".join(words[:12])]
    ) == (1, 1)
    assert repeated(train, [" ".join(words[5:25]) + " other"]) == (8, 9)
    assert repeated(train, [" ".join(words[::-1])]) == (0, 28)
    assert repeated(train, [" ".join(words[:12]) + " other"]) == (0, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reader", "split", "most"),
    [
        # Statutes quoted, forms of address, the Treasury's yearly sentences.
        (speeches, "validation", 477),
        (speeches, "test", 1_103),
        (moby_dick, "validation", 0),
        (moby_dick, "test", 0),
        (reviews, "validation", 0),
        (reviews, "test", 0),
    ],
)
def test_documents_repeat_no_more_than_their_cards_say(reader, split, most):
    train, held_out = ([one.text for one in reader(part)] for part in ("train", split))
    assert repeated(train, held_out)[0] == most


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reader", "split", "source", "target"),
    [
        (english_spanish, "validation", 0, 0),
        (english_spanish, "test", 0, 3),
        (verses, "validation", 24, 29),  # Kings and Chronicles tell the same
        (verses, "test", 14, 32),
    ],
)
def test_pairs_repeat_no_more_than_their_cards_say(reader, split, source, target):
    train, held_out = reader("train"), reader(split)
    assert (
        repeated([pair.source for pair in train], [pair.source for pair in held_out])[0] == source
    )
    assert (
        repeated([pair.target for pair in train], [pair.target for pair in held_out])[0] == target
    )


@pytest.mark.parametrize("split", HELD_OUT)
@pytest.mark.parametrize("reader", [english_spanish, verses])
def test_no_sentence_of_either_language_is_in_two_parts(reader, split):
    train, held_out = reader("train"), reader(split)
    for side in ("source", "target"):
        known = {fold(getattr(pair, side)) for pair in train}
        assert not [pair for pair in held_out if fold(getattr(pair, side)) in known]


def test_no_review_is_in_two_parts():
    parts = [{fold(review.text) for review in reviews(split)} for split in ("train", *HELD_OUT)]
    assert sum(map(len, parts)) == len(set.union(*parts))


def texts(part):
    """Every string in a written example, however deep: in its rules and slots, too."""
    if is_dataclass(part):
        part = asdict(part)
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list | tuple):
        return [text for inner in part for text in texts(inner)]
    return [part] if isinstance(part, str) else []


@pytest.mark.parametrize("split", HELD_OUT)
@pytest.mark.parametrize(
    "reader",
    [
        written.instructions,
        written.preferences,
        written.questions,
        written.reasoning,
        labeled.entities,
        labeled.topics,
        labeled.bias_templates,
        labeled.red_team,
        labeled.injections,
    ],
)
def test_the_written_sets_repeat_nothing(reader, split):
    train, held_out = (
        [text for example in reader(part) for text in texts(example)] for part in ("train", split)
    )
    count, asked = repeated(train, held_out)
    assert count == 0 and asked > 0
