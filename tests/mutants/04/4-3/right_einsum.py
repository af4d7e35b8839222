import math

import torch


def attention(q, k, v, mask):
    scores = torch.einsum("btk,bsk->bts", q, k) * q.shape[-1] ** -0.5
    bias = torch.where(mask, 0.0, -math.inf)
    weights = torch.softmax(scores + bias, dim=2)
    return torch.einsum("bts,bsk->btk", weights, v), weights
