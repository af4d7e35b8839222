# says: not the values of the text so far
import torch
import torch.nn.functional as F


def cached_attention(x, cache, w_q, w_k, w_v):
    q, k, v = x @ w_q, torch.cat([cache[0], x @ w_k], 1), torch.cat([cache[1], x @ w_v], 1)
    mask = torch.ones(q.shape[1], k.shape[1]).tril(k.shape[1] - q.shape[1]).bool()
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask), (k, k)
