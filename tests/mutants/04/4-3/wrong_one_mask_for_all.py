# says: you use the first's for all
import math


def attention(q, k, v, mask):
    mask = mask.reshape(-1, q.shape[1], k.shape[1])[0]
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    scores[:, ~mask] = -math.inf
    weights = scores.softmax(-1)
    return weights @ v, weights
