import math

import torch


def grouped_query_attention(q, k, v):
    group, T = q.shape[1] // k.shape[1], q.shape[2]
    outs, tables = [], []
    for h in range(q.shape[1]):
        scores = q[:, h] @ k[:, h // group].transpose(1, 2) * q.shape[-1] ** -0.5
        scores[:, ~torch.ones(T, T).tril().bool()] = -math.inf
        tables.append(scores.softmax(-1))
        outs.append(tables[-1] @ v[:, h // group])
    return torch.stack(outs, dim=1), torch.stack(tables, dim=1)
