"""What a Bert learns from: pairs of passages, one following the other or not, in which some tokens
are masked.

Used in chapter 6. The two tasks are those of Devlin et al. (2018, section 3.1). Batches are
numbered, and each is drawn by its number alone, so that a training can stop and go on anywhere.
Left out: masking whole words (a later improvement of theirs) and pairs of a shorter length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from llmcourse.machine import wanted
from llmcourse.models.encoder import Bert
from llmcourse.models.tokenizer import BPE
from llmcourse.training.batches import generator

Ids = Sequence[int]
NOT_ASKED = -100  # the target at a position where nothing is to be found
SHARE = 0.15  # of the tokens are to be found
MASKED, REPLACED = 0.8, 0.1  # of these become the mask, or any token; the rest stay


@dataclass(frozen=True)
class SpecialTokens:
    """Ids of the special tokens; the other tokens of the vocabulary are those from `first` to
    `vocab_size` - 1.
    """

    cls: int
    sep: int
    mask: int
    pad: int
    first: int
    vocab_size: int

    def __post_init__(self) -> None:
        wanted.whole_number("first", self.first, least=0)
        wanted.whole_number("vocab_size", self.vocab_size, least=self.first + 1)
        for name in ("cls", "sep", "mask", "pad"):
            wanted.whole_number(name, getattr(self, name), 0, self.first - 1)


def special_tokens(bpe: BPE) -> SpecialTokens:
    """Return the ids of [CLS], [SEP], [MASK] and [PAD]; raises ValueError when one is missing."""
    wanted.a(BPE, "bpe", bpe, "Get it by `shipped.read_vocabulary`.")
    names = [f"<|{name}|>" for name in ("cls", "sep", "mask", "pad")]
    missing = [name for name in names if name not in bpe.special]
    if missing:
        raise ValueError(
            f"The vocabulary has no {', '.join(missing)}: train it with these special tokens."
        )
    ids = [bpe.special.index(name) for name in names]
    return SpecialTokens(ids[0], ids[1], ids[2], ids[3], len(bpe.special), bpe.vocab_size)


class MaskedPairs(NamedTuple):
    """A batch to learn from: `ids` with masks, `not_pad` False at padding, `targets` NOT_ASKED
    where nothing is masked.

    `second` is True from the place after the first passage's `[sep]` on.
    """

    ids: Int[Tensor, "B T"]
    not_pad: Bool[Tensor, "B T"]
    second: Bool[Tensor, "B T"]
    targets: Int[Tensor, "B T"]
    is_next: Bool[Tensor, "B"]


class SentencePairs:
    """Pairs of passages as `[cls] A [sep] B [sep]`: B goes on where A ends, or, in half of the
    pairs, elsewhere.

    `tales` holds the ids of every sentence of every tale. A place between two sentences of a tale
    is drawn; A is what comes before, as many sentences as fit into half of `length`, and B is what
    comes after, as many as fit into the rest, either here or at such a place in another tale. A
    sentence that does not fit by itself is cut at its far end. Raises ValueError for fewer than two
    tales and for a tale of one sentence.
    """

    def __init__(
        self,
        tales: Sequence[Sequence[Ids]],
        signs: SpecialTokens,
        batch: int,
        length: int,
        seed: int = 0,
    ):
        for i, tale in enumerate(wanted.rows("tales", tales)):
            for sentence in wanted.rows(f"tales[{i}]", tale):
                wanted.rows(f"A sentence of tales[{i}], as token ids,", sentence)
        wanted.a(SpecialTokens, "signs", signs, "Make them by `special_tokens`.")
        for name, size in {"batch": batch, "length": length}.items():
            wanted.whole_number(name, size, least=1)
        wanted.whole_number("seed", seed)
        if len(tales) < 2 or min(len(tale) for tale in tales) < 2:
            raise ValueError(
                "At least two tales of at least two sentences each are needed: leave shorter ones "
                "out."
            )
        if length < 5:
            raise ValueError(
                f"length={length} has no room for three signs and a token of each passage."
            )
        self.tales = tales
        self.signs = signs
        self.batch = batch
        self.length = length
        self.seed = seed

    def __call__(self, number: int) -> MaskedPairs:
        """Return the batch with this number, counted from 0 and without end."""
        wanted.whole_number("number", number, least=0)
        ids, is_next = self.unmasked(number)
        rng = generator(self.seed, -1 - number)  # apart from the pairs' own
        changed, targets = masked(ids, self.signs, rng)
        parted = ids == self.signs.sep
        second = parted.cumsum(1) - parted.int() > 0
        return MaskedPairs(changed, ids != self.signs.pad, second, targets, is_next)

    def unmasked(self, number: int) -> tuple[Int[Tensor, "B T"], Bool[Tensor, "B"]]:
        """Return the same batch before masking, padded on the right, and which of its pairs are
        true.
        """
        wanted.whole_number("number", number, least=0)
        rng = generator(self.seed, number)
        is_next = torch.rand(self.batch, generator=rng) < 0.5
        rows = [torch.tensor(self._pair(bool(true), rng)) for true in is_next]
        return pad_sequence(rows, batch_first=True, padding_value=self.signs.pad), is_next

    def _pair(self, is_next: bool, rng: torch.Generator) -> list[int]:
        here = below(len(self.tales), rng)
        place = self._place(here, rng)
        there, goes_on = here, place
        if not is_next:
            there = (here + 1 + below(len(self.tales) - 1, rng)) % len(self.tales)
            goes_on = self._place(there, rng)
        room = self.length - 3
        a = before(self.tales[here], place, room // 2)
        b = after(self.tales[there], goes_on, room - len(a))
        return [self.signs.cls, *a, self.signs.sep, *b, self.signs.sep]

    def _place(self, tale: int, rng: torch.Generator) -> int:
        return 1 + below(len(self.tales[tale]) - 1, rng)


def sentence_ids(text: str, sentences: Sequence[tuple[int, int]], bpe: BPE) -> list[list[int]]:
    """Return ids of every sentence, with the space before it; `sentences` bound them in the text,
    as in a tale.
    """
    wanted.a(BPE, "bpe", bpe, "Get it by `shipped.read_vocabulary`.")
    wanted.text("text", text)
    ends = [0, *(end for _, end in sentences)]
    for start, end in pairwise(ends):
        wanted.whole_number("A sentence's end", end, start, len(text))
    return [bpe.encode_ordinary(text[start:end]) for start, end in pairwise(ends)]


def below(n: int, rng: torch.Generator) -> int:
    """Return a number from 0 to n - 1, all equally likely."""
    wanted.whole_number("n", n, least=1)
    return int(torch.randint(n, (), generator=rng))


def before(sentences: Sequence[Ids], place: int, room: int) -> list[int]:
    """Return the last whole sentences before a place that fit into the room; if not even one does,
    the end of it.

    >>> before([[1, 2], [3], [4, 5], [6]], place=3, room=4), before([[1, 2, 3]], place=1, room=2)
    ([3, 4, 5], [2, 3])
    """
    wanted.whole_number("place", place, 1, len(wanted.rows("sentences", sentences)))
    wanted.whole_number("room", room, least=0)
    first = place - 1
    while first > 0 and sum(len(sentence) for sentence in sentences[first - 1 : place]) <= room:
        first -= 1
    whole = [i for sentence in sentences[first:place] for i in sentence]
    return whole[max(0, len(whole) - room) :]


def after(sentences: Sequence[Ids], place: int, room: int) -> list[int]:
    """Return the first whole sentences after a place that fit into the room; if not even one does,
    the beginning of it.

    >>> after([[1, 2], [3], [4, 5], [6]], place=1, room=3), after([[1], [2, 3, 4]], place=1, room=2)
    ([3, 4, 5], [2, 3])
    """
    wanted.whole_number("place", place, 0, len(wanted.rows("sentences", sentences)) - 1)
    wanted.whole_number("room", room, least=0)
    last = place + 1
    while (
        last < len(sentences)
        and sum(len(sentence) for sentence in sentences[place : last + 1]) <= room
    ):
        last += 1
    return [i for sentence in sentences[place:last] for i in sentence][:room]


def masked(
    ids: Int[Tensor, "B T"], signs: SpecialTokens, rng: torch.Generator
) -> tuple[Int[Tensor, "B T"], Int[Tensor, "B T"]]:
    """Return ids in which 15 % of each row's ordinary tokens (one at least) are to be found, and
    what stood there.

    Of those, 80 % become the mask, 10 % become any ordinary token, and 10 % stay as they are, so
    that the model cannot rely on a token that it sees.
    """
    wanted.a(SpecialTokens, "signs", signs, "Make them by `special_tokens`.")
    wanted.id_array("ids", ids, "B T", signs.vocab_size)
    wanted.a(torch.Generator, "rng", rng)
    ordinary = ids >= signs.first
    to_find = (SHARE * ordinary.sum(1)).round().clamp(min=1)
    order = torch.rand(ids.shape, generator=rng).masked_fill(~ordinary, 2.0).argsort(1).argsort(1)
    asked = (order < to_find[:, None]) & ordinary
    fate = torch.rand(ids.shape, generator=rng)
    any_token = torch.randint(signs.first, signs.vocab_size, ids.shape, generator=rng)
    changed = torch.where(asked & (fate < MASKED), signs.mask, ids)
    changed = torch.where(asked & (fate >= MASKED) & (fate < MASKED + REPLACED), any_token, changed)
    return changed, ids.masked_fill(~asked, NOT_ASKED)


def pretraining_losses(
    model: Bert, batch: MaskedPairs
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Mean cross-entropy, in nats, of the tokens to be found, and of whether B is the next passage.

    `model` is a Bert; the scores of all tokens are computed only where one is to be found.
    """
    wanted.a(Bert, "model", model)
    wanted.a(MaskedPairs, "batch", batch, "Draw it from SentencePairs.")
    if not (batch.targets != NOT_ASKED).any():
        raise ValueError("No token of this batch is to be found: mask it by `masked`.")
    x = model.read(batch.ids, batch.not_pad, batch.second)
    asked = batch.targets != NOT_ASKED
    of_tokens = F.cross_entropy(model.token_head(x[asked]).float(), batch.targets[asked])
    of_pairs = F.cross_entropy(model.next_sentence_head(x[:, 0]).float(), batch.is_next.long())
    return of_tokens, of_pairs
