# says: future, not the past
import torch


def causal_mask(n_queries, n_keys, window=None):
    ahead = torch.arange(n_keys) - torch.arange(n_queries)[:, None] - n_keys + n_queries
    return (ahead >= 0) & (ahead < (window or n_keys))
