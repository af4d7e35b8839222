"""8-bit weights: the rounding is bounded, and both ways to compute agree."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from llmcourse.pretrained.quantized import FEW_POSITIONS, Int8Embedding, Int8Linear, to_int8


@settings(deadline=None, max_examples=50)
@given(
    rows=st.integers(1, 5),
    width=st.integers(1, 40),
    scale=st.floats(1e-6, 1e6),
    seed=st.integers(0, 10**6),
)
def test_rounding_is_at_most_about_half_a_step(rows, width, scale, seed):
    weight = torch.randn(rows, width, generator=torch.Generator().manual_seed(seed)) * scale
    numbers, step = to_int8(weight)
    # keeping the step in bfloat16 may clip the row's largest weight by 0.4 % of 127 steps
    assert (
        (numbers * step - weight).abs() <= 0.5 * step + 0.004 * weight.abs().amax(1, keepdim=True)
    ).all()


def test_a_row_of_zeros_stays_zero():
    numbers, step = to_int8(torch.zeros(2, 3))
    assert not numbers.any() and torch.isfinite(step).all()


@pytest.mark.parametrize("positions", [1, FEW_POSITIONS, FEW_POSITIONS + 1, 40])
def test_both_ways_to_compute_are_close_to_the_float_layer(positions):
    draw = torch.Generator().manual_seed(0)
    weight, x = torch.randn(64, 96, generator=draw), torch.randn(1, positions, 96, generator=draw)
    exact, ours = F.linear(x, weight), Int8Linear(weight)(x)
    assert ours.shape == exact.shape and ours.dtype == exact.dtype
    assert (ours - exact).norm() / exact.norm() < 0.012


def test_computing_in_bfloat16_is_close_too():
    draw = torch.Generator().manual_seed(1)
    weight, x = torch.randn(64, 96, generator=draw), torch.randn(40, 96, generator=draw)
    out = Int8Linear(weight, compute=torch.bfloat16)(x)
    assert out.dtype == torch.float32
    assert (out - F.linear(x, weight)).norm() / F.linear(x, weight).norm() < 0.02


def test_the_embedding_reads_the_rows_of_the_output_layer():
    head = Int8Linear(torch.randn(7, 32, generator=torch.Generator().manual_seed(2)))
    assert torch.equal(Int8Embedding(head)(torch.tensor([[3, 0]])), head.unpacked()[[3, 0]][None])
