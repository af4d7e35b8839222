"""Numbered micro-batches: each is drawn by its number alone, so that a training can stop and go on
anywhere.
"""

import hashlib
from functools import lru_cache

import torch
from jaxtyping import Int, UInt
from torch import Tensor

from llmcourse.machine import wanted


class Windows:
    """Windows of `length` + 1 tokens cut from a long text, in random order, and in each pass no
    token twice.

    The extra token is the target of the last one. What does not fill a batch is left out of a pass;
    from one pass to the next the cuts move. Raises ValueError when the text has fewer windows than
    one batch.
    """

    def __init__(
        self, ids: Int[Tensor, "N"] | UInt[Tensor, "N"], batch: int, length: int, seed: int = 0
    ):
        wanted.id_array("ids", ids, "N")
        for name, size in {"batch": batch, "length": length}.items():
            wanted.whole_number(name, size, least=1)
        wanted.whole_number("seed", seed)
        self.ids, self.batch, self.length, self.seed = ids, batch, length, seed
        self.per_pass = (len(ids) - length - 1) // length // batch  # with room for the cuts to move
        if self.per_pass < 1:
            raise ValueError(
                f"{len(ids)} tokens are too few for a batch of {batch} windows of {length} tokens."
            )

    def __call__(self, number: int) -> Int[Tensor, "B T"]:
        """Return the batch with this number, counted from 0 and without end."""
        wanted.whole_number("number", number, least=0)
        passed, place = divmod(number, self.per_pass)
        starts = _starts(self.seed, passed, self.per_pass * self.batch, self.length)
        chosen = starts[place * self.batch : (place + 1) * self.batch]
        return self.ids[chosen[:, None] + torch.arange(self.length + 1)].long()


@lru_cache(maxsize=4)
def _starts(seed: int, passed: int, n: int, length: int) -> Int[Tensor, "n"]:
    """Return where the windows of one pass begin, shuffled."""
    rng = generator(seed, passed)
    offset = torch.randint(length, (), generator=rng)
    return torch.randperm(n, generator=rng) * length + offset


def generator(seed: int, number: int) -> torch.Generator:
    """Return a torch.Generator seeded by a seed and a batch number."""
    wanted.whole_number("seed", seed)
    wanted.whole_number("number", number)
    digest = hashlib.sha256(
        f"{seed} {number}".encode()
    ).digest()  # torch uses 32 bits: neighbors must not meet
    return torch.Generator().manual_seed(int.from_bytes(digest[:4], "big"))
