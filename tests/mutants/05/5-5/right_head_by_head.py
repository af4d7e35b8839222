import torch
import torch.nn.functional as F


def layer(x, weights, n_heads, mask):
    D = x.shape[-1]
    K = D // n_heads
    h = F.layer_norm(x, (D,), weights["norm1.weight"], weights["norm1.bias"], 1e-5)
    qkv = h @ weights["self_attn.in_proj_weight"].T + weights["self_attn.in_proj_bias"]
    mask = mask[:, 0] if mask.dim() == 4 else mask
    outs = []
    for first in range(0, D, K):
        q, k, v = (qkv[..., start + first : start + first + K] for start in (0, D, 2 * D))
        scores = torch.where(mask, q @ k.transpose(1, 2) * K**-0.5, -torch.inf)
        outs.append(torch.softmax(scores, dim=-1) @ v)
    out = torch.cat(outs, dim=-1)
    x = x + out @ weights["self_attn.out_proj.weight"].T + weights["self_attn.out_proj.bias"]
    h = F.layer_norm(x, (D,), weights["norm2.weight"], weights["norm2.bias"], 1e-5)
    h = F.gelu(h @ weights["linear1.weight"].T + weights["linear1.bias"])
    return x + h @ weights["linear2.weight"].T + weights["linear2.bias"]
