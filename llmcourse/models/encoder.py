"""Encoder-only transformers: every position sees the whole text, on both sides.

Used in chapter 5, which builds its block, pretrained in chapter 6. `Encoder` turns tokens into
vectors; `Bert` adds the two tasks of Devlin et al. (2018): to find the masked tokens, and to tell
whether the second passage follows the first. Left out of theirs: dropout, and the hidden layers of
both heads; and norms stand before the parts of a block, as everywhere in this course.
"""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from llmcourse.machine import wanted
from llmcourse.models.transformer import Stack, TransformerConfig, initialize


class Encoder(Stack):
    """Token ids in, a vector for every position out, made of the whole text."""

    def __init__(self, config: TransformerConfig):
        super().__init__(config)
        initialize(self)

    def forward(
        self,
        ids: Int[Tensor, "B T"],
        not_pad: Bool[Tensor, "B T"] | None = None,
        added: Float[Tensor, "B T D"] | None = None,
    ) -> Float[Tensor, "B T D"]:
        """Return vectors of all positions; `not_pad` is False at padding, which no position
        looks at (None: there is none).

        `added` says more of each position than its token does. The vectors at padding mean nothing.
        Raises ValueError for a text that is all padding.
        """
        self._check(ids, 0)
        if not_pad is None:
            not_pad = torch.ones_like(ids, dtype=torch.bool)
        wanted.array("not_pad", not_pad, ids.shape, "bool")
        if not not_pad.any(1).all():
            raise ValueError(
                "A text without a real token cannot be read: leave it out of the batch."
            )
        x, rope = self.embed(ids, torch.arange(ids.shape[1]))
        if added is not None:
            x = x + wanted.array("added", added, tuple(x.shape), "float")
        for block in self.blocks:
            x = block(x, rope, not_pad[:, None, None])  # the same for every head and query
        return self.norm(x)


class Bert(nn.Module):
    """An encoder with two heads: one names the token at each position, the other judges the pair of
    passages.
    """

    def __init__(self, config: TransformerConfig):
        super().__init__()
        wanted.a(TransformerConfig, "config", config)
        self.config = config
        self.encoder = Encoder(config)
        self.segments = nn.Embedding(2, config.d_model)
        self.token_head = nn.Linear(config.d_model, config.vocab_size)
        self.next_sentence_head = nn.Linear(config.d_model, 2)
        initialize(self)
        nn.init.zeros_(self.token_head.bias)
        if config.tied:
            self.token_head.weight = self.encoder.tokens.weight

    def forward(
        self,
        ids: Int[Tensor, "B T"],
        not_pad: Bool[Tensor, "B T"] | None = None,
        second: Bool[Tensor, "B T"] | None = None,
    ) -> tuple[Float[Tensor, "B T vocab"], Float[Tensor, "B 2"]]:
        """Return logits of the token at every position; and of "another text" (0) or "the next
        passage" (1).
        """
        x = self.read(ids, not_pad, second)
        return self.token_head(x), self.next_sentence_head(x[:, 0])

    def read(
        self,
        ids: Int[Tensor, "B T"],
        not_pad: Bool[Tensor, "B T"] | None = None,
        second: Bool[Tensor, "B T"] | None = None,
    ) -> Float[Tensor, "B T D"]:
        """Return what the heads see: the encoder's vectors. `second` is True in the second of two
        passages (None: one).
        """
        wanted.id_array("ids", ids, "B T")
        second = torch.zeros_like(ids, dtype=torch.bool) if second is None else second
        wanted.array("second", second, ids.shape, "bool")
        return self.encoder(ids, not_pad, self.segments(second.int()))
