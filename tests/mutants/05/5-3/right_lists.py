from itertools import product

import torch


def three_masks(source_lengths, target_lengths):
    sources, targets = source_lengths.tolist(), target_lengths.tolist()

    def table(queries, keys, may_look):
        n_queries, n_keys = max(queries), max(keys)
        marks = [may_look(t, s, real) for real, t, s in product(keys, range(n_queries), range(n_keys))]
        return torch.tensor(marks).view(-1, 1, n_queries, n_keys)

    def real_only(t, s, real):
        return s < real

    def causal(t, s, real):
        return s < real and s <= t

    return [table(sources, sources, real_only), table(targets, targets, causal), table(targets, sources, real_only)]
