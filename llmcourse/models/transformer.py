"""A decoder-only transformer: GPT-2 style and Llama style from one block.

Its block is built in chapter 5; met in chapters 0 and 4. `TransformerConfig` chooses the four parts
in which the two families differ: the norm, the positions, the key-value heads and the feed-forward
layer. `Block` and `Stack` also serve the encoder (`encoder`) and the encoder-decoder
(`translator`). Left out: dropout.
"""

from dataclasses import dataclass
from functools import partial
from typing import cast

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Complex, Float, Int
from torch import Tensor, nn

from llmcourse.machine import wanted
from llmcourse.models.attention import Attention, CrossAttention, KVCache, Memory, rope_table


@dataclass(frozen=True)
class TransformerConfig:
    """Sizes of a transformer, and the four choices between GPT-2 style (the defaults) and Llama
    style.
    """

    vocab_size: int
    context_length: int
    n_layers: int
    d_model: int
    n_heads: int
    d_ff: int
    n_kv_heads: int | None = None  # None: one for each head
    norm: str = "layer"  # or "rms"
    position: str = "learned"  # or "sinusoidal", "rotary"
    feed_forward: str = "gelu"  # or "swiglu"
    bias: bool = True
    tied: bool = True  # the output layer is the token table
    norm_eps: float = 1e-5
    rotary_theta: float = 10_000.0

    def __post_init__(self) -> None:
        choices: dict[str, tuple[str, ...]] = {
            "norm": ("layer", "rms"),
            "feed_forward": ("gelu", "swiglu"),
            "position": ("learned", "sinusoidal", "rotary"),
        }
        for field, allowed in choices.items():
            wanted.one_of(field, getattr(self, field), allowed)
        sizes = ["vocab_size", "context_length", "n_layers", "d_model", "n_heads", "d_ff"]
        if self.n_kv_heads is not None:
            sizes.append("n_kv_heads")
        for field in sizes:
            wanted.whole_number(f"Every size must be at least 1: {field}", getattr(self, field), 1)
        wanted.number("norm_eps", self.norm_eps, least=0)
        wanted.number("rotary_theta", self.rotary_theta, above=0)

    @property
    def d_head(self) -> int:
        """Width of one head."""
        return self.d_model // self.n_heads


def llama_style(
    vocab_size: int,
    context_length: int,
    n_layers: int,
    d_model: int,
    n_heads: int,
    d_ff: int,
    n_kv_heads: int,
) -> TransformerConfig:
    """Return sizes for a transformer with RMS norm, rotary positions, grouped queries, SwiGLU and
    no biases.
    """
    sizes = (vocab_size, context_length, n_layers, d_model, n_heads, d_ff, n_kv_heads)
    return TransformerConfig(
        *sizes, norm="rms", position="rotary", feed_forward="swiglu", bias=False
    )


class FeedForward(nn.Module):
    """Two matrices with a GELU between them, applied to every position alone (Vaswani et al. 2017,
    section 3.3).
    """

    def __init__(self, d_model: int, d_ff: int, bias: bool):
        super().__init__()
        self.d_model = wanted.whole_number("d_model", d_model, least=1)
        wanted.whole_number("d_ff", d_ff, least=1)
        self.up = nn.Linear(d_model, d_ff, bias=bias)
        self.down = nn.Linear(d_ff, d_model, bias=bias)

    def forward(self, x: Float[Tensor, "B T D"]) -> Float[Tensor, "B T D"]:
        """Return widen, bend, narrow."""
        wanted.array("x", x, ("*", self.d_model), "float")
        return self.down(F.gelu(self.up(x), approximate="tanh"))


class SwiGLU(nn.Module):
    """A feed-forward layer whose hidden units are gated by a second projection (Shazeer 2020)."""

    def __init__(self, d_model: int, d_ff: int, bias: bool):
        super().__init__()
        self.d_model = wanted.whole_number("d_model", d_model, least=1)
        wanted.whole_number("d_ff", d_ff, least=1)
        self.gate_up = nn.Linear(d_model, 2 * d_ff, bias=bias)
        self.down = nn.Linear(d_ff, d_model, bias=bias)

    def forward(self, x: Float[Tensor, "B T D"]) -> Float[Tensor, "B T D"]:
        """Return widen twice, let one half gate the other, narrow."""
        wanted.array("x", x, ("*", self.d_model), "float")
        gate, up = self.gate_up(x).chunk(2, dim=-1)
        return self.down(F.silu(gate) * up)


class Sinusoids(nn.Module):
    """A fixed vector for each position: waves of falling speed, a sine and a cosine of each
    (Vaswani et al. 2017, 3.5).

    Divided by the root of d_model, because the course's token vectors have about length one, theirs
    about that root.
    """

    table: Tensor

    def __init__(self, context_length: int, d_model: int):
        super().__init__()
        rope = rope_table(context_length, d_model)
        table = torch.stack((rope.imag, rope.real), dim=-1).flatten(1) / d_model**0.5
        self.register_buffer("table", table, persistent=False)

    def forward(self, positions: Int[Tensor, "*B T"]) -> Float[Tensor, "*B T D"]:
        """Return the vectors of these positions."""
        wanted.array("positions", positions, None, "int")
        table = partial(F.embedding, weight=self.table)  # which refuses a negative position
        return wanted.looked_up(table, positions, len(self.table), "position")


def make_norm(config: TransformerConfig) -> nn.Module:
    """Return the norm that the config names, for vectors of d_model features."""
    wanted.a(TransformerConfig, "config", config)
    kind = nn.LayerNorm if config.norm == "layer" else nn.RMSNorm
    return kind(config.d_model, eps=config.norm_eps)


class Block(nn.Module):
    """One layer: attention mixes the positions, feed-forward works on each; both add to the
    residual stream.

    With `reads_memory`, cross-attention to another text stands between the two (Vaswani et al.
    2017, figure 1).
    """

    def __init__(self, config: TransformerConfig, reads_memory: bool = False):
        super().__init__()
        wanted.a(TransformerConfig, "config", config)
        self.d_model = config.d_model
        heads = (config.d_model, config.n_heads, config.n_kv_heads or config.n_heads, config.bias)
        self.attention_norm = make_norm(config)
        self.attention = Attention(*heads)
        self.cross_attention_norm = make_norm(config) if reads_memory else None
        self.cross_attention = CrossAttention(*heads) if reads_memory else None
        self.feed_forward_norm = make_norm(config)
        kind = FeedForward if config.feed_forward == "gelu" else SwiGLU
        self.feed_forward = kind(config.d_model, config.d_ff, config.bias)

    def forward(
        self,
        x: Float[Tensor, "B T D"],
        rope: Complex[Tensor, "*B T half"] | None = None,
        mask: Bool[Tensor, "..."] | None = None,
        cache: KVCache | None = None,
        memory: Memory | None = None,
        memory_mask: Bool[Tensor, "..."] | None = None,
    ) -> Float[Tensor, "B T D"]:
        """Add what attention found, here and in the memory, then what feed-forward made of it."""
        wanted.array("x", x, ("B", "T", self.d_model), "float")
        if (memory is None) != (self.cross_attention is None):
            raise ValueError(
                "A memory is needed by a block that was made with reads_memory=True, and by no "
                "other."
            )
        x = x + self.attention(self.attention_norm(x), rope, mask, cache)
        if memory is not None and self.cross_attention is not None:
            asked = cast(nn.Module, self.cross_attention_norm)(x)
            x = x + self.cross_attention(asked, memory, memory_mask)
        return x + self.feed_forward(self.feed_forward_norm(x))

    def writers(self) -> list[nn.Linear]:
        """Return the layers that write into the residual stream."""
        writers = [self.attention.out, self.feed_forward.down]
        if self.cross_attention is not None:
            writers.insert(1, self.cross_attention.out)
        return writers


def initialize(model: nn.Module) -> None:
    """Draw the weights so that vectors keep their size from layer to layer, however wide the model
    is.

    What writes into the residual stream starts smaller, the more writers there are (Radford et al.
    2019, section 2.3).
    """
    wanted.a(nn.Module, "model", model)
    writers = [
        layer for part in model.modules() if isinstance(part, Block) for layer in part.writers()
    ]
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Embedding):
            std = module.weight.shape[1] ** -0.5  # one over the root of the number of inputs
            nn.init.normal_(
                module.weight, std=std / len(writers) ** 0.5 if module in writers else std
            )


class Stack(nn.Module):
    """Tokens, positions, blocks and a last norm: what decoder-only, encoder and encoder-decoder
    have in common.
    """

    def __init__(self, config: TransformerConfig, reads_memory: bool = False):
        super().__init__()
        wanted.a(TransformerConfig, "config", config)
        self.config = config
        self.tokens = nn.Embedding(config.vocab_size, config.d_model)
        if config.position == "learned":
            self.positions: nn.Module = nn.Embedding(config.context_length, config.d_model)
        elif config.position == "sinusoidal":
            self.positions = Sinusoids(config.context_length, config.d_model)
        self.blocks = nn.ModuleList(Block(config, reads_memory) for _ in range(config.n_layers))
        self.norm = make_norm(config)

    def embed(
        self, ids: Int[Tensor, "B T"], positions: Int[Tensor, "*B T"]
    ) -> tuple[Float[Tensor, "B T D"], Complex[Tensor, "*B T half"] | None]:
        """Return vectors of the tokens, and how positions enter: added here, or as turns for the
        heads.
        """
        x = wanted.looked_up(self.tokens, ids, self.config.vocab_size)
        rotary = self.config.position == "rotary"
        table = partial(F.embedding, weight=self.rope()) if rotary else self.positions
        found = wanted.looked_up(table, positions, self.config.context_length, "position")
        return (x, found) if rotary else (x + found, None)

    def rope(self) -> Complex[Tensor, "S half"]:
        """Return the rotary table, computed at first use."""
        if not hasattr(self, "_rope"):
            self._rope = rope_table(
                self.config.context_length, self.config.d_head, self.config.rotary_theta
            )
        return self._rope

    def new_caches(self, batch: int, capacity: int) -> list[KVCache]:
        """Return empty caches, one a layer, for `capacity` positions."""
        attention = cast(Block, self.blocks[0]).attention
        return [
            KVCache(batch, attention.n_kv_heads, capacity, attention.d_head) for _ in self.blocks
        ]

    def _check(self, ids: Tensor, start: int) -> None:
        wanted.id_array("ids", ids, "B T")
        if ids.shape[1] == 0:
            raise ValueError("There are no tokens to read: give at least one.")
        if start + ids.shape[1] > self.config.context_length:
            raise ValueError(
                f"{start + ids.shape[1]} positions are more than the context of "
                f"{self.config.context_length}: shorten."
            )


class Transformer(Stack):
    """Token ids in, a score for every possible next token out, at each position."""

    def __init__(self, config: TransformerConfig):
        super().__init__(config)
        self.head = nn.Linear(config.d_model, config.vocab_size, bias=False)
        initialize(self)
        if config.tied:
            self.head.weight = self.tokens.weight

    def forward(
        self,
        ids: Int[Tensor, "B T"],
        mask: Bool[Tensor, "..."] | None = None,
        positions: Int[Tensor, "*B T"] | None = None,
        caches: list[KVCache] | None = None,
        last_only: bool = False,
    ) -> Float[Tensor, "B U vocab"]:
        """Return logits for every position, or for the last one only.

        `mask` (True: may look) defaults to causal, `positions` to 0, 1, 2, … after what the caches
        hold.
        """
        start = caches[0].length if caches else 0
        self._check(ids, start)
        if caches and len(caches) != len(self.blocks):
            raise ValueError(
                f"{len(caches)} caches for {len(self.blocks)} layers: make them by `new_caches`."
            )
        if positions is None:
            positions = torch.arange(start, start + ids.shape[1])
        wanted.array("positions", positions, None, "int")
        x, rope = self.embed(ids, positions)
        for i, block in enumerate(self.blocks):
            x = block(x, rope, mask, caches[i] if caches else None)
        return self.head(self.norm(x[:, -1:] if last_only else x))
