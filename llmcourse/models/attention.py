"""Attention, plain and fused, and the modules that transformers use.

Built in chapter 4. `attention` is the definition (Vaswani et al. 2017, section 3.2.1), written to
be read; `Attention` adds the projections, the heads, rotary positions (Su et al. 2021),
grouped-query attention (Ainslie et al. 2023) and a cache of keys and values, and computes with
torch's fused kernel; `CrossAttention` looks into another text. Left out: dropout.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Complex, Float
from torch import Tensor, nn

from llmcourse.machine import wanted
from llmcourse.moved import renamed

__getattr__ = renamed(__name__, {"rotate": "apply_rope", "rotations": "rope_table"})

SHORT = 512  # positions up to which a table of weights is worth keeping


def causal_mask(n_queries: int, n_keys: int | None = None) -> Bool[Tensor, "T S"]:
    """Return true where a query may look: at its own position and before. The queries are the last
    `n_queries` of the keys.

    >>> causal_mask(3).int().tolist()
    [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    >>> causal_mask(1, 3).int().tolist()
    [[1, 1, 1]]
    """
    wanted.whole_number("n_queries", n_queries, least=0)
    n_keys = n_queries if n_keys is None else wanted.whole_number("n_keys", n_keys, least=0)
    if n_keys < n_queries:
        raise ValueError(
            f"{n_queries} queries need at least as many keys, not {n_keys}: a query also sees "
            "itself."
        )
    return torch.ones(n_queries, n_keys, dtype=torch.bool).tril(n_keys - n_queries)


def attention_weights(
    q: Float[Tensor, "*B T K"], k: Float[Tensor, "*B S K"], mask: Bool[Tensor, "..."] | None = None
) -> Float[Tensor, "*B T S"]:
    """Return how much each query takes from each position: softmax of scaled dot products; every
    row sums to one, but where the mask lets a query look at nothing: there it is all zeros.
    """
    _check_vectors(q, k)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is None:
        return scores.softmax(dim=-1)
    _check_mask(mask, scores.shape)
    sees = mask.any(-1, keepdim=True)
    if sees.all():
        return scores.masked_fill(~mask, -math.inf).softmax(dim=-1)
    # A row without any finite score would be NaN, also on the way back.
    return scores.masked_fill(~mask & sees, -math.inf).softmax(dim=-1).masked_fill(~sees, 0)


def attention(
    q: Float[Tensor, "*B T K"],
    k: Float[Tensor, "*B S K"],
    v: Float[Tensor, "*B S V"],
    mask: Bool[Tensor, "..."] | None = None,
) -> Float[Tensor, "*B T V"]:
    """Return for each query, the average of the values, weighted by how well the query matches each
    key; zeros where it may look at nothing.
    """
    _check_vectors(q, k, v)
    return attention_weights(q, k, mask) @ v


def _check_vectors(q: Tensor, k: Tensor, v: Tensor | None = None) -> None:
    for name, vectors in {"q": q, "k": k, "v": k if v is None else v}.items():
        wanted.array(name, vectors, None, "float")
        if vectors.ndim < 2:
            raise ValueError(
                f"{name} of shape {tuple(vectors.shape)} has no axis of positions and one of "
                "features: these are the last two."
            )
    if q.shape[-1] != k.shape[-1] or q.shape[-1] == 0:
        raise ValueError(
            f"q and k must have equally many features, at least one: their shapes are "
            f"{tuple(q.shape)} and {tuple(k.shape)}."
        )
    if v is not None and k.shape[-2] != v.shape[-2]:
        raise ValueError(
            f"Each key needs a value: k has {k.shape[-2]} positions, and v has {v.shape[-2]}."
        )


def _check_mask(mask: Tensor, shape: Sequence[int]) -> None:
    """Refuse a mask that is not of true and false, or does not fit the table of weights."""
    wanted.array("mask", mask, None, "bool")
    last = shape[len(shape) - mask.ndim :]
    if mask.ndim > len(shape) or any(
        size not in (1, n) for size, n in zip(mask.shape, last, strict=True)
    ):
        raise ValueError(
            f"A mask of shape {tuple(mask.shape)} does not fit weights of shape {tuple(shape)}: "
            "queries stand before keys, and an axis may have size 1."
        )


def _check_heads(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> None:
    """Refuse queries, keys and values of several heads that do not belong together."""
    if not q.ndim == k.ndim == v.ndim == 4 or k.shape != v.shape or q.shape[1] % k.shape[1]:
        raise ValueError(
            f"q, k and v of shapes {tuple(q.shape)}, {tuple(k.shape)} and {tuple(v.shape)} do not "
            "fit: (B, H, T, K), (B, G, S, K) and (B, G, S, K) are expected, H a multiple of G."
        )
    if mask is not None:
        _check_mask(mask, (*q.shape[:3], k.shape[2]))


def rope_table(
    context_length: int, d_head: int, theta: float = 10_000.0
) -> Complex[Tensor, "S half"]:
    """Return the rotary position embedding (RoPE) of each position: one complex number of length
    one for each pair of features (Su et al. 2021, 3.2).
    """
    wanted.whole_number("context_length", context_length, least=0)
    wanted.number("theta", theta, above=0)
    if wanted.whole_number("d_head", d_head, least=1) % 2:
        raise ValueError(
            f"Rotary positions turn pairs of features: d_head must be even, not {d_head}."
        )
    speed = theta ** (-torch.arange(0, d_head, 2) / d_head)
    angle = torch.outer(torch.arange(context_length), speed)
    return torch.polar(torch.ones_like(angle), angle)


def apply_rope(
    x: Float[Tensor, "B H T K"], rope: Complex[Tensor, "*B T half"]
) -> Float[Tensor, "B H T K"]:
    """Turn each pair of neighboring features of `x` by the angle that belongs to its position."""
    wanted.array("rope", rope, None, "complex")
    wanted.array("x", x, ("B", "H", rope.shape[-2], 2 * rope.shape[-1]), "float")
    # There are no complex bfloat16 numbers.
    pairs = torch.view_as_complex(x.to(rope.real.dtype).unflatten(-1, (-1, 2)))
    rope = rope if rope.dim() == 2 else rope[:, None]  # the same for every head
    return torch.view_as_real(pairs * rope).flatten(-2).to(x.dtype)


class KVCache:
    """Keys and values of the positions already read, for one layer: generation computes each of
    them once.
    """

    def __init__(self, batch: int, n_kv_heads: int, capacity: int, d_head: int):
        sizes = {"batch": batch, "n_kv_heads": n_kv_heads, "capacity": capacity, "d_head": d_head}
        for name, size in sizes.items():
            wanted.whole_number(name, size, least=1)
        self.k = torch.zeros(batch, n_kv_heads, capacity, d_head)
        self.v = torch.zeros(batch, n_kv_heads, capacity, d_head)
        self.length = 0

    def append(
        self, k: Float[Tensor, "B G T K"], v: Float[Tensor, "B G T K"]
    ) -> tuple[Float[Tensor, "B G S K"], Float[Tensor, "B G S K"]]:
        """Store the new keys and values; return all that are known so far."""
        batch, heads, _, d_head = self.k.shape
        wanted.array("k", k, (batch, heads, "T", d_head), "float")
        wanted.array("v", v, (batch, heads, k.shape[2], d_head), "float")
        end = self.length + k.shape[2]
        if end > self.k.shape[2]:
            raise ValueError(
                f"The cache holds {self.k.shape[2]} positions and {end} were asked for: make it "
                "larger."
            )
        self.k[:, :, self.length : end] = k
        self.v[:, :, self.length : end] = v
        self.length = end
        return self.k[:, :, :end], self.v[:, :, :end]


def head_width(d_model: int, n_heads: int, n_kv_heads: int) -> int:
    """Return features of one head; raises ValueError when the heads cannot be cut or shared
    evenly.
    """
    for name, size in {"d_model": d_model, "n_heads": n_heads, "n_kv_heads": n_kv_heads}.items():
        wanted.whole_number(name, size, least=1)
    if d_model % n_heads or n_heads % n_kv_heads:
        raise ValueError(
            f"d_model={d_model} must be a multiple of n_heads={n_heads}, and n_heads of "
            f"n_kv_heads={n_kv_heads}."
        )
    return d_model // n_heads


class Attention(nn.Module):
    """Multi-head self-attention; with fewer key-value heads than heads, grouped-query attention."""

    def __init__(self, d_model: int, n_heads: int, n_kv_heads: int, bias: bool = False):
        super().__init__()
        self.n_heads = n_heads
        self.n_kv_heads = n_kv_heads
        self.d_head = head_width(d_model, n_heads, n_kv_heads)
        self.qkv = nn.Linear(d_model, (n_heads + 2 * n_kv_heads) * self.d_head, bias=bias)
        self.out = nn.Linear(d_model, d_model, bias=bias)
        self.mix = fused_attention

    def forward(
        self,
        x: Float[Tensor, "B T D"],
        rope: Complex[Tensor, "*B T half"] | None = None,
        mask: Bool[Tensor, "..."] | None = None,
        cache: KVCache | None = None,
    ) -> Float[Tensor, "B T D"]:
        """Mix the positions of `x`. No mask means causal; `rope` holds rotary positions; a cache
        adds earlier ones.
        """
        wanted.array("x", x, ("B", "T", self.n_heads * self.d_head), "float")
        heads = self.qkv(x).view(*x.shape[:2], -1, self.d_head).transpose(1, 2)
        qk, v = heads.split((self.n_heads + self.n_kv_heads, self.n_kv_heads), dim=1)
        q, k = (qk if rope is None else apply_rope(qk, rope)).split(
            (self.n_heads, self.n_kv_heads), dim=1
        )
        if cache is not None:
            k, v = cache.append(k, v)
        return self.out(self.mix(q, k, v, mask).transpose(1, 2).flatten(2))


class Memory(NamedTuple):
    """Keys and values of another text, for one layer: computed once, however often they are looked
    at.
    """

    k: Float[Tensor, "B G S K"]
    v: Float[Tensor, "B G S K"]


class CrossAttention(nn.Module):
    """Multi-head attention whose queries are positions of one text, and whose keys and values are
    those of another.
    """

    def __init__(self, d_model: int, n_heads: int, n_kv_heads: int, bias: bool = False):
        super().__init__()
        self.n_heads = n_heads
        self.n_kv_heads = n_kv_heads
        self.d_head = head_width(d_model, n_heads, n_kv_heads)
        self.q = nn.Linear(d_model, d_model, bias=bias)
        self.kv = nn.Linear(d_model, 2 * n_kv_heads * self.d_head, bias=bias)
        self.out = nn.Linear(d_model, d_model, bias=bias)
        self.mix = fused_attention

    def read(self, encoded: Float[Tensor, "B S D"]) -> Memory:
        """Return keys and values of the text that is to be looked at."""
        wanted.array("encoded", encoded, ("B", "S", self.n_heads * self.d_head), "float")
        heads = self.kv(encoded).view(*encoded.shape[:2], -1, self.d_head).transpose(1, 2)
        return Memory(*heads.chunk(2, dim=1))

    def forward(
        self, x: Float[Tensor, "B T D"], memory: Memory, mask: Bool[Tensor, "..."] | None = None
    ) -> Float[Tensor, "B T D"]:
        """Return for each position of `x`, what it takes from the memory. No mask means that all of
        it may be seen.
        """
        wanted.array("x", x, ("B", "T", self.n_heads * self.d_head), "float")
        wanted.a(Memory, "memory", memory, "Make it by `read`.")
        q = self.q(x).view(*x.shape[:2], -1, self.d_head).transpose(1, 2)
        if mask is None:
            # To `mix`, none would mean causal.
            mask = torch.ones(1, memory.k.shape[2], dtype=torch.bool)
        return self.out(self.mix(q, memory.k, memory.v, mask).transpose(1, 2).flatten(2))


def fused_attention(
    q: Float[Tensor, "B H T K"],
    k: Float[Tensor, "B G S K"],
    v: Float[Tensor, "B G S K"],
    mask: Bool[Tensor, "..."] | None,
) -> Float[Tensor, "B H T K"]:
    """Return attention by torch's fused kernel, which never stores the table of weights. No mask
    means causal. A query that may look at nothing gets zeros.

    Training in bfloat16 on short texts goes through `tabled_attention`: the kernel's way back is
    slow there.
    """
    _check_heads(q, k, v, mask)
    if q.dtype == torch.bfloat16 and q.requires_grad and q.shape[2] * k.shape[2] <= SHORT**2:
        return tabled_attention(q, k, v, mask)
    if mask is None and q.shape[2] == 1:  # one query, the last position: it may look at everything
        out = F.scaled_dot_product_attention(q.reshape(*k.shape[:2], -1, k.shape[3]), k, v)
        return out.reshape(q.shape)
    if mask is None and q.shape[2] != k.shape[2]:
        mask = causal_mask(q.shape[2], k.shape[2])
    return F.scaled_dot_product_attention(
        q, k, v, attn_mask=mask, is_causal=mask is None, enable_gqa=True
    )


def tabled_attention(
    q: Float[Tensor, "B H T K"],
    k: Float[Tensor, "B G S K"],
    v: Float[Tensor, "B G S K"],
    mask: Bool[Tensor, "..."] | None,
) -> Float[Tensor, "B H T K"]:
    """Return attention that keeps its table of weights, as little as possible besides. No mask
    means causal. A query that may look at nothing gets zeros.

    Forward and back, in bfloat16, for 256 positions, it takes about 0.4 times as long as the fused
    kernel.
    """
    _check_heads(q, k, v, mask)
    if mask is None:
        mask = causal_mask(q.shape[2], k.shape[2])
    sees = mask.any(-1, keepdim=True)
    k, v = (x.repeat_interleave(q.shape[1] // k.shape[1], dim=1) for x in (k, v))
    scores = (q / math.sqrt(q.shape[3])) @ k.mT
    scores += torch.zeros_like(mask, dtype=q.dtype).masked_fill(~mask & sees, -math.inf)
    return (scores.softmax(dim=-1) @ v).masked_fill(~sees, 0)


@contextmanager
def recorded_attention(model: nn.Module) -> Iterator[list[Float[Tensor, "B H T S"]]]:
    """Yield within this context the model computes attention plainly; the list fills with each
    layer's weights.

    A second forward pass appends to the same list. Where a block also reads a memory, its
    cross-attention follows its self-attention; for cross-attention alone, give that module, or a
    ModuleList of several, as the model.
    """
    wanted.a(nn.Module, "model", model, "Of a LanguageModel, give its `model`.")
    seen: list[Tensor] = []

    def plain(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
        _check_heads(q, k, v, mask)
        groups = q.shape[1] // k.shape[1]
        k, v = k.repeat_interleave(groups, dim=1), v.repeat_interleave(groups, dim=1)
        seen.append(
            attention_weights(q, k, causal_mask(q.shape[2], k.shape[2]) if mask is None else mask)
        )
        return seen[-1] @ v

    layers = [
        module for module in model.modules() if isinstance(module, Attention | CrossAttention)
    ]
    try:
        for layer in layers:
            layer.mix = plain
        yield seen
    finally:
        for layer in layers:
            layer.mix = fused_attention
