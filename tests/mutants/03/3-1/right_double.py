from functools import reduce

import torch


def last_state(x, W, U, b):
    W, U, b = W.double(), U.double(), b.double()

    def step(h, now):
        return torch.tanh(torch.einsum("bd,hd->bh", now, W) + torch.einsum("bg,hg->bh", h, U) + b)

    nothing = torch.zeros(x.size(0), b.size(0), dtype=torch.float64)
    return reduce(step, x.double().unbind(dim=1), nothing).to(x.dtype)
