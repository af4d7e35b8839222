import numpy as np
import torch


def cached_attention(x, cache, w_q, w_k, w_v):
    x, (k, v) = x.numpy(), (part.numpy() for part in cache)
    k, v = np.concatenate([k, x @ w_k.numpy()], axis=1), np.concatenate([v, x @ w_v.numpy()], axis=1)
    scores = (x @ w_q.numpy()) @ k.swapaxes(1, 2) / k.shape[-1] ** 0.5
    late = ~np.tri(x.shape[1], k.shape[1], k.shape[1] - x.shape[1], dtype=bool)
    scores[:, late] = -np.inf
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    out = powers @ v / powers.sum(axis=-1, keepdims=True)
    return torch.from_numpy(out), tuple(map(torch.from_numpy, (k, v)))
