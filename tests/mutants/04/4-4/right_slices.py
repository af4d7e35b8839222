import math

import torch


def split_heads(x, n_heads):
    return torch.stack(x.chunk(n_heads, dim=2), dim=1)


def merge_heads(x):
    return torch.cat(list(x.unbind(1)), dim=2)


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads):
    width = x.shape[-1] // n_heads
    outs = []
    for h in range(n_heads):
        own = slice(h * width, (h + 1) * width)
        q, k, v = x @ w_q[:, own], x @ w_k[:, own], x @ w_v[:, own]
        outs.append((q @ k.mT / math.sqrt(width)).softmax(-1) @ v)
    return torch.cat(outs, dim=-1) @ w_o
