import torch


def causal_mask(n_queries, n_keys, window=None):
    age = torch.arange(n_keys)[:, None] - torch.arange(n_keys)[None, :]
    return ((age >= 0) & (age < (window or n_keys)))[-n_queries:]
