import math

import torch


def attention(q, k, v, mask):
    B, T, K = q.shape
    mask = mask.expand(B, T, k.shape[1])
    out, weights = torch.zeros_like(q), q.new_zeros(mask.shape)
    for b in range(B):
        for t in range(T):
            seen = mask[b, t]
            share = (k[b, seen] @ q[b, t] / math.sqrt(K)).softmax(0)
            weights[b, t, seen] = share
            out[b, t] = share @ v[b, seen]
    return out, weights
