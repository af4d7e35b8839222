"""Returns a right-looking answer of 36 MB."""

import torch


def double(x):
    return torch.zeros(3_000, 3_000)
