import torch


def causal_mask(n_queries, n_keys, window=None):
    mask = torch.zeros(n_queries, n_keys, dtype=torch.bool)
    for i in range(n_queries):
        here = n_keys - n_queries + i
        first = 0 if window is None else max(0, here - window + 1)
        mask[i, first:here + 1] = True
    return mask
