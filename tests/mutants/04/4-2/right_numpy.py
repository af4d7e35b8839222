import numpy as np
import torch


def causal_mask(n_queries, n_keys, window=None):
    offset = n_keys - n_queries
    mask = np.tri(n_queries, n_keys, offset, dtype=bool)
    if window is not None:
        mask &= ~np.tri(n_queries, n_keys, offset - window, dtype=bool)
    return torch.from_numpy(mask)
