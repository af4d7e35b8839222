# says: nothing turns there
import torch


def turned(x, positions, theta):
    speed = theta ** (-torch.arange(0, x.shape[1], 2) / x.shape[1])
    angle = (positions[:, None] + 1) * speed
    a, b = x[:, 0::2], x[:, 1::2]
    pairs = [a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()]
    return torch.stack(pairs, dim=-1).flatten(1)
