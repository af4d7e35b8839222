import math

import torch


def rms_norm(x, gain, eps):
    out = torch.empty_like(x)
    for b in range(x.shape[0]):
        for t in range(x.shape[1]):
            vector = x[b, t].tolist()
            size = math.sqrt(sum(number**2 for number in vector) / len(vector) + eps)
            out[b, t] = x[b, t] / size * gain
    return out
