"""Takes memory by numpy and torch, and touches every page; right when it got 3 GB."""

import numpy
import torch

hoard = []
for _ in range(15):
    hoard.append(numpy.ones(25_000_000))
    hoard.append(torch.ones(50_000_000))


def double(x):
    return 2 * x if len(hoard) == 30 else x
