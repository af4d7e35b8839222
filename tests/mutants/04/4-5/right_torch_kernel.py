import torch
import torch.nn.functional as F


def cached_attention(x, cache, w_q, w_k, w_v):
    k, v = (torch.cat([old, x @ w], dim=1) for old, w in zip(cache, (w_k, w_v), strict=True))
    mask = torch.ones(x.shape[1], k.shape[1], dtype=torch.bool).tril(cache[0].shape[1])
    return F.scaled_dot_product_attention(x @ w_q, k, v, attn_mask=mask), (k, v)
