"""Windows of a text: each token once in a pass, and every batch by its number alone."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from llmcourse.training.batches import Windows, generator


@given(
    n=st.integers(50, 300),
    batch=st.integers(1, 3),
    length=st.integers(1, 11),
    passed=st.integers(0, 2),
)
def test_a_pass_reads_no_token_twice_as_input(n, batch, length, passed):
    windows = Windows(torch.arange(n), batch, length)
    batches = [windows(passed * windows.per_pass + i) for i in range(windows.per_pass)]
    inputs = torch.cat([b[:, :-1].flatten() for b in batches])
    assert all(b.shape == (batch, length + 1) for b in batches)
    assert len(inputs.unique()) == len(inputs) == windows.per_pass * batch * length


def test_windows_are_neighboring_tokens():
    batch = Windows(torch.arange(100, 400), batch=5, length=7)(2)
    assert torch.equal(batch - batch[:, :1], torch.arange(8).expand(5, 8))


def test_a_batch_depends_on_its_number_and_the_seed_alone():
    first, second = Windows(torch.arange(500), 4, 10), Windows(torch.arange(500), 4, 10)
    _ = second(0), second(40)
    assert torch.equal(first(13), second(13))
    assert not torch.equal(first(13), first(14))
    assert not torch.equal(first(13), Windows(torch.arange(500), 4, 10, seed=1)(13))
    assert not torch.equal(first(0), first(first.per_pass))


def test_bytes_become_ids():
    assert Windows(torch.zeros(50, dtype=torch.uint8), 2, 4)(0).dtype == torch.long


def test_too_short_a_text_is_named():
    with pytest.raises(ValueError, match="40 tokens are too few for a batch of 8 windows of 10"):
        Windows(torch.arange(40), 8, 10)


def test_chance_of_different_numbers_differs():
    draws = [
        torch.rand(3, generator=generator(seed, i)).tolist() for seed in range(3) for i in range(5)
    ]
    assert len(set(map(tuple, draws))) == 15
