# says: on a later position. Fill in -inf
import math

import torch


def grouped_query_attention(q, k, v):
    group = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(group, dim=1), v.repeat_interleave(group, dim=1)
    future = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool).triu(1)
    weights = (q @ k.mT / math.sqrt(q.shape[-1])).masked_fill(future, -100).softmax(-1)
    return weights @ v, weights
