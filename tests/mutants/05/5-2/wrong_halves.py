# says: You pair feature 0 with feature 2
import torch


def turned(x, positions, theta):
    speed = theta ** (-torch.arange(0, x.shape[1], 2) / x.shape[1])
    angle = positions[:, None] * speed
    a, b = x.chunk(2, dim=1)
    pairs = [a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()]
    return torch.cat(pairs, dim=1)
