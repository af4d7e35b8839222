import math

import torch


def layer(x, weights, n_heads, mask):
    def norm(y, name):
        centered = y - y.mean(-1, keepdim=True)
        size = (centered.pow(2).mean(-1, keepdim=True) + 1e-5).sqrt()
        return centered / size * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def linear(y, name):
        return y @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    B, T, D = x.shape
    h = norm(x, "norm1")
    w_q, w_k, w_v = weights["self_attn.in_proj_weight"].chunk(3)
    b_q, b_k, b_v = weights["self_attn.in_proj_bias"].chunk(3)
    q, k, v = (
        (h @ w.T + b).view(B, T, n_heads, D // n_heads).permute(0, 2, 1, 3)
        for w, b in ((w_q, b_q), (w_k, b_k), (w_v, b_v))
    )
    scores = (q @ k.mT / math.sqrt(D // n_heads)).masked_fill(~mask, -math.inf)
    out = (scores.softmax(-1) @ v).permute(0, 2, 1, 3).reshape(B, T, D)
    y = x + linear(out, "self_attn.out_proj")
    up = linear(norm(y, "norm2"), "linear1")
    return y + linear(up * (1 + torch.erf(up / math.sqrt(2))) / 2, "linear2")
