def attention_weights(q, k):
    scores = (k * q).sum(dim=1) / q.shape[0] ** 0.5
    exps = (scores - scores.max()).exp()
    return exps / exps.sum()
