import torch


def causal_mask(n_queries, n_keys, window=None):
    diagonal = n_keys - n_queries
    mask = torch.ones(n_queries, n_keys, dtype=torch.bool).tril(diagonal)
    return mask if window is None else mask.triu(diagonal - window + 1)
