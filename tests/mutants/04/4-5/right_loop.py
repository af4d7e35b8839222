import torch


def cached_attention(x, cache, w_q, w_k, w_v):
    k, v = cache
    outs = []
    for new in x.split(1, dim=1):
        k, v = torch.cat([k, new @ w_k], dim=1), torch.cat([v, new @ w_v], dim=1)
        weights = torch.softmax(new @ w_q @ k.mT / k.shape[-1] ** 0.5, dim=-1)
        outs.append(weights @ v)
    return torch.cat(outs, dim=1), (k, v)
