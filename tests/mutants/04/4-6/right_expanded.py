def grouped_query_attention(q, k, v):
    (B, H, T, K), G = q.shape, k.shape[1]
    k, v = (x[:, :, None].expand(B, G, H // G, T, K).reshape(B, H, T, K) for x in (k, v))
    scores = (q / K ** 0.5) @ k.mT
    exps = (scores - scores.max(-1, keepdim=True).values).exp().tril()
    weights = exps / exps.sum(-1, keepdim=True)
    return weights @ v, weights
