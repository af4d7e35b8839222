"""Losses against values by hand."""

import math

import pytest
import torch
from torch import nn

from llmcourse.evaluation import loss as evaluation


class Constant(nn.Module):
    """Gives each of V tokens the same score, whatever it reads, and token 0 `bonus` more."""

    def __init__(self, vocab_size, bonus=0.0):
        super().__init__()
        self.scores = torch.zeros(vocab_size)
        self.scores[0] = bonus

    def forward(self, ids):
        return self.scores.expand(*ids.shape, -1)


def test_an_even_guess_costs_the_logarithm_of_the_vocabulary():
    ids = torch.randint(0, 7, (3, 11))
    assert evaluation.next_token_loss(Constant(7), ids).item() == pytest.approx(math.log(7))
    assert evaluation.text_loss(Constant(7), ids.flatten(), length=5) == pytest.approx(math.log(7))


def test_targets_are_the_tokens_after_the_inputs():
    """Only the first token is not 0; it is never a target."""
    ids = torch.tensor([[3, 0, 0, 0, 0]])
    expected = -math.log(math.exp(2) / (math.exp(2) + 4))
    assert evaluation.next_token_loss(Constant(5, bonus=2.0), ids).item() == pytest.approx(expected)


def test_text_loss_is_the_mean_over_all_windows_whatever_the_batch():
    ids = torch.tensor([0] * 20 + [1] * 13)
    losses = [
        evaluation.text_loss(Constant(3, bonus=1.0), ids, length=4, batch=batch)
        for batch in (1, 3, 64)
    ]
    even, high = (math.log(math.e + 2) - bonus for bonus in (0, 1))
    assert losses == pytest.approx([(19 * high + 13 * even) / 32] * 3)


def test_a_text_without_a_window_is_named():
    with pytest.raises(ValueError, match="A text of 5 tokens has no window of 5"):
        evaluation.text_loss(Constant(3), torch.zeros(5, dtype=torch.long), length=5)


def test_bits_per_byte():
    assert evaluation.bits_per_byte(math.log(2) * 3, bytes_per_token=4.0) == pytest.approx(0.75)
