# says: can look at itself only
import math

import torch


def cached_attention(x, cache, w_q, w_k, w_v):
    q, (k, v) = x @ w_q, cache
    out = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(-1) @ v
    return out, (torch.cat([k, x @ w_k], 1), torch.cat([v, x @ w_v], 1))
