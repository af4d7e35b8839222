# says: sees only position 0
import torch
import torch.nn.functional as F


def cached_attention(x, cache, w_q, w_k, w_v):
    q, k, v = x @ w_q, torch.cat([cache[0], x @ w_k], 1), torch.cat([cache[1], x @ w_v], 1)
    return F.scaled_dot_product_attention(q, k, v, is_causal=True), (k, v)
