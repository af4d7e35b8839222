import math


def attention(q, k, v, mask):
    scores = (q @ k.transpose(1, 2)).div_(math.sqrt(q.size(2)))
    weights = scores.sub_(scores.amax(-1, keepdim=True)).exp_().mul_(mask)
    weights = weights / weights.sum(-1, keepdim=True)
    return weights @ v, weights
