# says: You changed k in place
import math

import torch


def grouped_query_attention(q, k, v):
    k /= math.sqrt(k.shape[-1])
    group = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(group, dim=1), v.repeat_interleave(group, dim=1)
    future = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool).triu(1)
    weights = (q @ k.mT).masked_fill(future, -math.inf).softmax(-1)
    return weights @ v, weights
