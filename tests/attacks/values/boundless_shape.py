"""Returns a tensor of 10^14 numbers that takes four bytes."""

import torch


def double(x):
    return torch.zeros(1).expand(10_000_000, 10_000_000)
