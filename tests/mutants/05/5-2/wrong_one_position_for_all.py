# says: as each of them does alone
import torch


def turned(x, positions, theta):
    width = x.shape[1]
    angle = positions[:1, None] * theta ** (-torch.arange(0, width, 2, dtype=x.dtype) / width)
    a, b = x[:, 0::2], x[:, 1::2]
    pairs = [a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()]
    return torch.stack(pairs, dim=-1).flatten(1)
