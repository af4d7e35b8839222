# says: true and false
import torch


def causal_mask(n_queries, n_keys, window=None):
    mask = torch.ones(n_queries, n_keys).tril(n_keys - n_queries)
    return mask if window is None else mask.triu(n_keys - n_queries - window + 1)
