# says: a mask is missing
import math

import torch


def cached_attention(x, cache, w_q, w_k, w_v):
    q, k, v = x @ w_q, torch.cat([cache[0], x @ w_k], 1), torch.cat([cache[1], x @ w_v], 1)
    return (q @ k.mT / math.sqrt(q.shape[-1])).softmax(-1) @ v, (k, v)
