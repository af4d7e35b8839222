"""Counting as a language model: interpolated Kneser–Ney smoothing, among the strongest ways to
predict by counts.

After Kneser and Ney (1995) in the form of Chen and Goodman (1999, section 2.8): every count is
lowered by a discount, and what is saved goes to the shorter context, in which a token counts once
for each different token it has followed. The baseline of chapters 2 and 3, and later of pretraining
and scaling. An n-gram is packed into one integer, so that numpy counts and finds by sorting.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int

from llmcourse.machine import wanted

Ids = Int[np.ndarray, "_"]  # of any length


@dataclass(frozen=True)
class Table:
    """All n-grams of one length with their counts, and their contexts with what follows each: how
    much, how many.
    """

    grams: Ids
    counts: Ids
    contexts: Ids
    totals: Ids
    kinds: Ids
    discount: float


@dataclass(frozen=True)
class NgramModel:
    """A fitted model; `tables[k - 1]` holds the n-grams of length k."""

    vocab_size: int
    tables: tuple[Table, ...]

    @property
    def order(self) -> int:
        """Length of the longest n-grams: one token and the context before it."""
        return len(self.tables)

    def probabilities(self, ids: Ids) -> Float64[np.ndarray, "_"]:
        """Return probability of each token of a text, given those before it."""
        ids = checked(ids, self.vocab_size)
        p = np.full(len(ids), 1 / self.vocab_size)
        for length, table in enumerate(self.tables, start=1):
            grams = packed(ids, length, self.vocab_size)
            p[length - 1 :] = _interpolated(table, grams, self.vocab_size, p[length - 1 :])
        return p

    def next_token_probabilities(self, context: Ids) -> Float64[np.ndarray, "_"]:
        """Return probability of every token after a context, of which the last `order` - 1 tokens
        count.
        """
        context = checked(context, self.vocab_size)
        every, p = np.arange(self.vocab_size), np.full(self.vocab_size, 1 / self.vocab_size)
        for length, table in enumerate(self.tables[: len(context) + 1], start=1):
            before = packed(context[len(context) - length + 1 :], length - 1, self.vocab_size)
            p = _interpolated(table, before * self.vocab_size + every, self.vocab_size, p)
        return p

    def loss(self, ids: Ids) -> float:
        """Mean loss over a text, in nats per token; raises ValueError for an empty one."""
        ids = checked(ids, self.vocab_size)
        if len(ids) == 0:
            raise ValueError("An empty text has no loss: give at least one token.")
        return float(-np.log(self.probabilities(ids)).mean())


def fit(ids: Ids, order: int, vocab_size: int) -> NgramModel:
    """Count a text. Raises ValueError where an n-gram would not fit into 63 bits, or the text is
    shorter than one.
    """
    wanted.whole_number("vocab_size", vocab_size)
    wanted.whole_number("order", order)
    ids = checked(ids, vocab_size)
    most = int(63 / np.log2(max(2, vocab_size)))
    if vocab_size < 2 or not 1 <= order <= min(most, len(ids)):
        raise ValueError(
            f"order={order} with {vocab_size} tokens and a text of {len(ids)} does not work: a "
            "vocabulary has at least "
            f"two tokens, and the order is at least 1, at most {most} for this one, and not longer "
            "than the text."
        )
    tables: list[Table] = []
    grams, counts = np.unique(packed(ids, order, vocab_size), return_counts=True)
    for length in range(order, 0, -1):
        tables.insert(0, _table(grams, counts, vocab_size))
        # Different tokens before it.
        grams, counts = np.unique(grams % vocab_size ** (length - 1), return_counts=True)
    return NgramModel(vocab_size, tuple(tables))


def packed(ids: Ids, length: int, vocab_size: int) -> Ids:
    """Return every n-gram of a text as one integer: its ids are the digits of a number in base
    `vocab_size`.

    >>> packed(np.array([1, 2, 3]), 2, 10).tolist()
    [12, 23]
    """
    ids = checked(ids, vocab_size)
    wanted.whole_number("length", length, least=0)
    if vocab_size**length > 2**63:
        raise ValueError(
            f"{length} tokens of a vocabulary of {vocab_size} do not fit into 63 bits: take a "
            "smaller length."
        )
    if length == 0:
        return np.zeros(1, dtype=np.int64)
    n = max(0, len(ids) - length + 1)
    return sum(ids[i : i + n] * vocab_size ** (length - 1 - i) for i in range(length))


def checked(ids: Ids, vocab_size: int) -> Ids:
    """Return `ids` as 64-bit integers; raises ValueError for one that is outside of the
    vocabulary.
    """
    wanted.whole_number("vocab_size", vocab_size)
    ids = np.asarray([] if ids is None else ids)
    if ids.ndim != 1 or (ids.size and ids.dtype.kind not in "iu"):
        raise TypeError(
            "A text is one row of token ids, which are whole numbers: encode it first, and flatten "
            f"a table; this one is of {ids.dtype.name}, shape {ids.shape}."
        )
    if ids.size and not (ids.min() >= 0 and ids.max() < vocab_size):
        raise ValueError(
            f"ids go from {ids.min()} to {ids.max()}; a vocabulary of {vocab_size} ends at "
            f"{vocab_size - 1}."
        )
    return ids.astype(np.int64, copy=False)


def _table(grams: Ids, counts: Ids, vocab_size: int) -> Table:
    contexts, first, kinds = np.unique(grams // vocab_size, return_index=True, return_counts=True)
    once, twice = (counts == 1).sum(), (counts == 2).sum()
    discount = float(once / (once + 2 * twice)) if once else 0.5  # Chen and Goodman, equation 26
    return Table(grams, counts, contexts, np.add.reduceat(counts, first), kinds, discount)


def _interpolated(
    table: Table, grams: Ids, vocab_size: int, shorter: Float64[np.ndarray, "_"]
) -> np.ndarray:
    """Return probabilities by this table; where it does not know the context, those by the shorter
    one stay.
    """
    counts = _looked_up(table.grams, table.counts, grams)
    contexts = grams // vocab_size
    totals, kinds = (_looked_up(table.contexts, x, contexts) for x in (table.totals, table.kinds))
    known = np.maximum(totals, 1)
    mixed = (
        np.maximum(counts - table.discount, 0) / known + table.discount * kinds / known * shorter
    )
    return np.where(totals > 0, mixed, shorter)


def _looked_up(keys: Ids, values: Ids, wanted: Ids) -> Ids:
    """Return the value of each wanted key, 0 for those that are not there; `keys` are sorted."""
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0)
