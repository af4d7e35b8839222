import math

import torch


def turned(x, positions, theta):
    out = torch.zeros_like(x)
    K = x.shape[1]
    for t, p in enumerate(positions.tolist()):
        for i in range(K // 2):
            angle = p * theta ** (-2 * i / K)
            a, b = x[t, 2 * i], x[t, 2 * i + 1]
            out[t, 2 * i] = a * math.cos(angle) - b * math.sin(angle)
            out[t, 2 * i + 1] = a * math.sin(angle) + b * math.cos(angle)
    return out
