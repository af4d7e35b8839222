# says: do not overwrite
import torch.nn.functional as F


def cached_attention(x, cache, w_q, w_k, w_v):
    q, k, v = x @ w_q, x @ w_k, x @ w_v
    return F.scaled_dot_product_attention(q, k, v, is_causal=True), (k, v)
