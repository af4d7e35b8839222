import math

import torch


def grouped_query_attention(q, k, v):
    (B, H, T, K), G = q.shape, k.shape[1]
    scores = torch.einsum("bghtk,bgsk->bghts", q.view(B, G, H // G, T, K), k) / math.sqrt(K)
    bias = torch.where(torch.arange(T) <= torch.arange(T)[:, None], 0.0, -math.inf)
    weights = (scores + bias).softmax(dim=-1)
    out = torch.einsum("bghts,bgsk->bghtk", weights, v)
    return out.reshape(B, H, T, K), weights.reshape(B, H, T, T)
