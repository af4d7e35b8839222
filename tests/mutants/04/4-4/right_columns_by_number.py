import torch


def numbered(n_features, n_heads):
    """The features of head 0 in row 0, those of head 1 in row 1, and so on."""
    return torch.arange(n_features).reshape(n_heads, -1)


def split_heads(x, n_heads):
    return x[..., numbered(x.shape[-1], n_heads)].swapaxes(1, 2)


def merge_heads(x):
    B, H, T, K = x.shape
    out = torch.zeros(B, T, H * K, dtype=x.dtype)
    for h, own in enumerate(numbered(H * K, H)):
        out[:, :, own] = x[:, h]
    return out


def multi_head_attention(x, w_q, w_k, w_v, w_o, n_heads):
    D = x.shape[-1]
    w_q, w_k, w_v = (w.view(D, n_heads, D // n_heads).double() for w in (w_q, w_k, w_v))
    scores = torch.einsum("btd,dhk,bse,ehk->bhts", x.double(), w_q, x.double(), w_k)
    weights = (scores / (D / n_heads) ** 0.5).softmax(dim=-1)
    heads = torch.einsum("bhts,bsd,dhk->bthk", weights, x.double(), w_v)
    return (heads.flatten(2) @ w_o.double()).to(x.dtype)
