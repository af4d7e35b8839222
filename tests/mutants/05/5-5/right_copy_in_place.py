import torch
import torch.nn.functional as F


def layer(x, weights, n_heads, mask):
    def w(name):
        return weights[name + ".weight"], weights[name + ".bias"]

    B, T, D = x.shape
    out = x.clone()
    qkv = F.linear(F.layer_norm(out, [D], *w("norm1")), weights["self_attn.in_proj_weight"])
    qkv += weights["self_attn.in_proj_bias"]
    q, k, v = qkv.view(B, T, 3, n_heads, D // n_heads).permute(2, 0, 3, 1, 4)
    scores = torch.einsum("bhtk,bhsk->bhts", q, k).div_((D // n_heads) ** 0.5)
    scores += torch.zeros_like(scores).masked_fill_(~mask, -torch.inf)
    heads = torch.einsum("bhts,bhsk->bthk", scores.softmax(-1), v)
    out += F.linear(heads.reshape(B, T, D), *w("self_attn.out_proj"))
    out += F.linear(F.gelu(F.linear(F.layer_norm(out, [D], *w("norm2")), *w("linear1"))), *w("linear2"))
    return out
