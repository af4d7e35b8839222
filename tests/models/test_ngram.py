"""Kneser–Ney smoothing against the formula written out with dictionaries."""

import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcourse.models import ngram


def by_the_formula(text, order, vocab_size):
    """p(token, context) with counts in dictionaries, recursive, as the paper has it."""
    counts = {order: Counter(tuple(text[i : i + order]) for i in range(len(text) - order + 1))}
    for n in range(order - 1, 0, -1):
        counts[n] = Counter(gram[1:] for gram in counts[n + 1])
    followers = {n: defaultdict(dict) for n in counts}
    for n, grams in counts.items():
        for gram, count in grams.items():
            followers[n][gram[:-1]][gram[-1]] = count
    discount = {}
    for n, grams in counts.items():
        once, twice = (sum(count == k for count in grams.values()) for k in (1, 2))
        discount[n] = once / (once + 2 * twice) if once else 0.5

    def p(token, context):
        n = len(context) + 1
        shorter = p(token, context[1:]) if n > 1 else 1 / vocab_size
        after = followers[n].get(context)
        if not after:
            return shorter
        kept = max(after.get(token, 0) - discount[n], 0)
        return (kept + discount[n] * len(after) * shorter) / sum(after.values())

    return p


texts = st.lists(st.integers(0, 4), min_size=6, max_size=40)


@given(text=texts, other=texts, order=st.integers(1, 4))
@settings(deadline=None)
def test_it_is_the_formula(text, other, order):
    model, p = ngram.fit(np.array(text), order, 5), by_the_formula(text, order, 5)
    expected = [p(token, tuple(other[max(0, i - order + 1) : i])) for i, token in enumerate(other)]
    assert model.probabilities(np.array(other)).tolist() == pytest.approx(expected)


@given(text=texts, context=st.lists(st.integers(0, 4), max_size=6), order=st.integers(1, 4))
@settings(deadline=None)
def test_all_tokens_together_have_probability_one(text, context, order):
    model = ngram.fit(np.array(text), order, 5)
    p = model.next_token_probabilities(np.array(context, dtype=int))
    assert p.sum() == pytest.approx(1) and (p > 0).all()
    alone = [model.probabilities(np.array([*context, token]))[-1] for token in range(5)]
    assert p.tolist() == pytest.approx(alone)


def test_longer_contexts_predict_a_text_with_memory_better():
    """The next token is set by the one two places back, three times of four."""
    rng, text = np.random.default_rng(0), [0, 1]
    for _ in range(20_000):
        text.append((text[-2] + 1) % 5 if rng.random() < 0.75 else int(rng.integers(5)))
    train, test = np.array(text[:15_000]), np.array(text[15_000:])
    losses = [ngram.fit(train, order, 5).loss(test) for order in (1, 2, 3)]
    entropy = -(0.8 * math.log(0.8) + 0.2 * math.log(0.05))
    assert losses[0] == pytest.approx(math.log(5), abs=0.01) and losses[2] == pytest.approx(
        entropy, abs=0.03
    )


def test_san_francisco():
    """What follows only one token counts once, however often: the idea of Kneser and Ney."""
    text = [0, 1] * 20 + [2, 3, 4, 3, 0, 3, 1, 3]
    model = ngram.fit(np.array(text), 2, 6)
    unseen = model.next_token_probabilities(np.array([5]))
    assert text.count(1) > text.count(3) and unseen[3] > unseen[1]


@pytest.mark.parametrize(
    ("order", "vocab_size", "n"), [(0, 5, 9), (6, 2048, 9), (4, 5, 3), (1, 1, 9)]
)
def test_what_does_not_fit_is_named(order, vocab_size, n):
    with pytest.raises(
        ValueError, match=f"order={order} with {vocab_size} tokens and a text of {n} does not work"
    ):
        ngram.fit(np.zeros(n, dtype=int), order, vocab_size)


def test_ids_may_be_short_integers():
    """Packed as they are, they would overflow."""
    ids = np.random.default_rng(0).integers(0, 2048, 500)
    assert ngram.fit(ids.astype(np.int16), 5, 2048).loss(ids) == ngram.fit(ids, 5, 2048).loss(ids)


def test_an_empty_text_has_no_loss():
    with pytest.raises(ValueError, match="empty text"):
        ngram.fit(np.array([0, 1, 1]), 2, 5).loss(np.array([], dtype=int))


def test_ids_outside_of_the_vocabulary_are_named():
    with pytest.raises(ValueError, match="ids go from 0 to 7; a vocabulary of 5 ends at 4"):
        ngram.fit(np.array([0, 7, 1]), 2, 5)
