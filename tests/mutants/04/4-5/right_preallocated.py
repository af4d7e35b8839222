import math

import torch


def cached_attention(x, cache, w_q, w_k, w_v):
    (B, S, K), T = cache[0].shape, x.shape[1]
    k, v = x.new_empty(B, S + T, K), x.new_empty(B, S + T, K)
    k[:, :S], v[:, :S] = cache
    k[:, S:], v[:, S:] = x @ w_k, x @ w_v
    position = S + torch.arange(T)[:, None]
    bias = torch.where(torch.arange(S + T) <= position, 0.0, -math.inf)
    scores = torch.einsum("btk,bsk->bts", x @ w_q, k) / math.sqrt(K)
    return torch.einsum("bts,bsk->btk", (scores + bias).softmax(-1), v), [k, v]
