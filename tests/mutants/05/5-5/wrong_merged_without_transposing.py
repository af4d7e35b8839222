# says: Heads: 3, mask: (5, 5)
import torch.nn.functional as F


def layer(x, weights, n_heads, mask):
    def norm(y, name):
        return F.layer_norm(y, y.shape[-1:], weights[name + ".weight"], weights[name + ".bias"])

    def linear(y, name):
        return F.linear(y, weights[name + ".weight"], weights[name + ".bias"])

    def attention(y):
        qkv = F.linear(y, weights["self_attn.in_proj_weight"], weights["self_attn.in_proj_bias"])
        q, k, v = (part.unflatten(-1, (n_heads, -1)).transpose(1, 2) for part in qkv.chunk(3, -1))
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return linear(out.reshape(x.shape), "self_attn.out_proj")

    def feed_forward(y):
        return linear(F.gelu(linear(y, "linear1")), "linear2")

    y = x + attention(norm(x, "norm1"))
    return y + feed_forward(norm(y, "norm2"))
