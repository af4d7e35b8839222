"""Attention against torch's kernel, against a loop in double precision, and against its own
invariants.
"""

import math

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcourse.models.attention import (
    Attention,
    CrossAttention,
    KVCache,
    apply_rope,
    attention,
    attention_weights,
    causal_mask,
    fused_attention,
    recorded_attention,
    rope_table,
    tabled_attention,
)

B, H, G, T, S, K = 2, 6, 3, 5, 7, 8  # K even for rotary positions, H a multiple of G


def by_loops(q, k, v, mask):
    """The definition, one number at a time, in double precision."""
    out = torch.zeros(q.shape[0], v.shape[1], dtype=torch.double)
    for t in range(len(q)):
        scores = [math.fsum((q[t] * k[s]).tolist()) / math.sqrt(q.shape[1]) for s in range(len(k))]
        shares = [math.exp(x) if mask[t, s] else 0.0 for s, x in enumerate(scores)]
        for s, share in enumerate(shares):
            out[t] += share / sum(shares) * v[s]
    return out


def test_equals_the_definition_in_loops():
    draw = torch.Generator().manual_seed(0)
    q, k, v = (
        torch.randn(n, w, dtype=torch.double, generator=draw) for n, w in ((T, K), (S, K), (S, 11))
    )
    mask = causal_mask(T, S)
    torch.testing.assert_close(attention(q, k, v, mask), by_loops(q, k, v, mask))


@settings(deadline=None, max_examples=30)
@given(
    n_queries=st.integers(1, 9),
    extra=st.integers(0, 5),
    width=st.integers(1, 9),
    seed=st.integers(0, 10**6),
)
def test_equals_torch(n_queries, extra, width, seed):
    draw = torch.Generator().manual_seed(seed)
    q, k, v = (
        torch.randn(B, 3, n, width, generator=draw)
        for n in (n_queries, n_queries + extra, n_queries + extra)
    )
    for mask in (None, causal_mask(n_queries, n_queries + extra)):
        ours = attention(q, k, v, mask)
        torchs = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        torch.testing.assert_close(ours, torchs, atol=1e-5, rtol=1e-4)


def test_rows_sum_to_one_and_the_future_does_not_leak():
    x = torch.randn(T, K, generator=torch.Generator().manual_seed(1))
    weights = attention_weights(x, x, causal_mask(T))
    torch.testing.assert_close(weights.sum(-1), torch.ones(T))
    changed = x.clone()
    changed[3:] += 5
    before = attention(x, x, x, causal_mask(T))
    after = attention(changed, changed, changed, causal_mask(T))
    assert torch.equal(before[:3], after[:3])
    assert not torch.allclose(before[3:], after[3:])


def test_causal_mask_needs_a_key_for_each_query():
    with pytest.raises(ValueError, match="at least as many keys"):
        causal_mask(3, 2)


def test_rotation_keeps_lengths_and_depends_only_on_the_distance():
    rope = rope_table(50, K)
    draw = torch.Generator().manual_seed(2)
    q, k = torch.randn(1, 1, 1, K, generator=draw), torch.randn(1, 1, 1, K, generator=draw)
    torch.testing.assert_close(apply_rope(q, rope[9:10]).norm(), q.norm())

    def score(at, distance):
        return (
            apply_rope(q, rope[at : at + 1])
            * apply_rope(k, rope[at - distance : at - distance + 1])
        ).sum()

    torch.testing.assert_close(score(10, 4), score(40, 4))
    assert abs(score(10, 4) - score(10, 5)) > 1e-3


def test_rotation_by_hand():
    x = torch.tensor([[[[1.0, 0.0]]]])
    torch.testing.assert_close(
        apply_rope(x, rope_table(3, 2)[2:3]), torch.tensor([[[[math.cos(2), math.sin(2)]]]])
    )
    with pytest.raises(ValueError, match="even"):
        rope_table(4, 3)


@pytest.mark.parametrize("n_queries", [1, 3, S])
def test_fused_grouped_attention_equals_plain_with_repeated_keys(n_queries):
    draw = torch.Generator().manual_seed(3)
    q, k, v = (torch.randn(B, h, n, K, generator=draw) for h, n in ((H, n_queries), (G, S), (G, S)))
    k_all, v_all = (x.repeat_interleave(H // G, dim=1) for x in (k, v))
    expected = attention(q, k_all, v_all, causal_mask(n_queries, S))
    torch.testing.assert_close(fused_attention(q, k, v, None), expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("masked", [False, True])
def test_tabled_attention_and_its_gradients_equal_the_fused(masked):
    torch.manual_seed(0)
    q, k, v = (
        torch.randn(B, heads, n, K, requires_grad=True) for heads, n in ((H, T), (G, S), (G, S))
    )
    mask = (torch.rand(B, 1, T, S) < 0.5) | (torch.arange(S) == 0) if masked else None
    outs = [mix(q, k, v, mask) for mix in (tabled_attention, fused_attention)]
    torch.testing.assert_close(*outs, atol=1e-5, rtol=1e-4)
    towards = torch.randn_like(outs[0])
    for ours, theirs in zip(
        *(torch.autograd.grad(out, (q, k, v), towards) for out in outs), strict=True
    ):
        torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-4)


def test_training_in_bfloat16_keeps_the_table_and_is_as_exact_as_the_kernel():
    torch.manual_seed(0)
    q, k, v = (torch.randn(B, H, 64, 16) for _ in range(3))
    exact = fused_attention(q, k, v, None)
    short = [x.bfloat16() for x in (q, k, v)]
    kernel = fused_attention(*short, None)
    tabled = fused_attention(*(x.requires_grad_() for x in short), None)
    assert not torch.equal(kernel, tabled)  # two ways
    errors = [(out.float() - exact).abs().max() for out in (tabled, kernel)]
    assert errors[0] < 2 * errors[1] < 0.05


def test_multi_head_attention_equals_torchs():
    torchs = torch.nn.MultiheadAttention(24, 4, bias=False, batch_first=True)
    ours = Attention(24, 4, 4)
    ours.load_state_dict(
        {"qkv.weight": torchs.in_proj_weight, "out.weight": torchs.out_proj.weight}
    )
    x = torch.randn(B, T, 24, generator=torch.Generator().manual_seed(4))
    expected, _ = torchs(x, x, x, attn_mask=~causal_mask(T), need_weights=False)
    torch.testing.assert_close(ours(x), expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("cuts", [(1,) * T, (2, 3), (4, 1), (T,)])
def test_cache_gives_the_same_as_reading_at_once(cuts):
    layer, rope = Attention(24, 6, 2), rope_table(T, 4)
    x = torch.randn(B, T, 24, generator=torch.Generator().manual_seed(5))
    cache, parts, at = KVCache(B, 2, T, 4), [], 0
    with torch.no_grad():
        for size in cuts:
            parts.append(layer(x[:, at : at + size], rope[at : at + size], cache=cache))
            at += size
        torch.testing.assert_close(torch.cat(parts, dim=1), layer(x, rope), atol=1e-5, rtol=1e-4)


def test_a_full_cache_says_so():
    cache = KVCache(1, 1, 2, 4)
    with pytest.raises(ValueError, match="holds 2 positions and 3 were asked for"):
        cache.append(torch.zeros(1, 1, 3, 4), torch.zeros(1, 1, 3, 4))


def test_sizes_that_do_not_divide_are_refused():
    with pytest.raises(ValueError, match="multiple"):
        Attention(24, 5, 5)
    with pytest.raises(ValueError, match="multiple"):
        Attention(24, 6, 4)
    with pytest.raises(ValueError, match="multiple"):
        CrossAttention(24, 6, 4)


def test_cross_attention_equals_torchs():
    torchs = torch.nn.MultiheadAttention(24, 4, bias=False, batch_first=True)
    ours = CrossAttention(24, 4, 4)
    q, kv = torchs.in_proj_weight.split((24, 48))
    ours.load_state_dict({"q.weight": q, "kv.weight": kv, "out.weight": torchs.out_proj.weight})
    draw = torch.Generator().manual_seed(7)
    x, encoded = torch.randn(B, T, 24, generator=draw), torch.randn(B, S, 24, generator=draw)
    real = torch.arange(S) < torch.tensor([[3], [S]])
    for mask in (None, real):
        expected, _ = torchs(
            x,
            encoded,
            encoded,
            key_padding_mask=None if mask is None else ~mask,
            need_weights=False,
        )
        out = ours(x, ours.read(encoded), None if mask is None else mask[:, None, None])
        torch.testing.assert_close(out, expected, atol=1e-5, rtol=1e-4)


def test_cross_attention_takes_only_what_the_mask_shows():
    layer, draw = CrossAttention(24, 6, 3), torch.Generator().manual_seed(8)
    x, encoded = torch.randn(B, T, 24, generator=draw), torch.randn(B, S, 24, generator=draw)
    mask = (torch.arange(S) < 3)[None, None, None]
    changed = encoded.clone()
    changed[:, 3:] += 5
    with torch.no_grad(), recorded_attention(layer) as seen:
        before, after = (layer(x, layer.read(text), mask) for text in (encoded, changed))
    torch.testing.assert_close(before, after)
    assert [tuple(w.shape) for w in seen] == [(B, 6, T, S)] * 2 and not seen[0][..., 3:].any()
    assert layer.mix is fused_attention


def test_recording_gives_the_weights_and_changes_nothing():
    layer = Attention(24, 6, 3)
    x = torch.randn(B, T, 24, generator=torch.Generator().manual_seed(6))
    with torch.no_grad():
        before = layer(x)
        with recorded_attention(layer) as seen:
            during = layer(x)
    assert [tuple(w.shape) for w in seen] == [(B, 6, T, T)]
    torch.testing.assert_close(seen[0].sum(-1), torch.ones(B, 6, T))
    torch.testing.assert_close(during, before, atol=1e-5, rtol=1e-4)
    assert layer.mix is fused_attention
