# says: changed q in place
import math


def attention(q, k, v, mask):
    q /= math.sqrt(q.shape[-1])
    weights = (q @ k.mT).masked_fill(~mask, -math.inf).softmax(-1)
    return weights @ v, weights
