# says: where the mask is false. Fill in -inf
import math


def attention(q, k, v, mask):
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    weights = scores.masked_fill(~mask, -100).softmax(-1)
    return weights @ v, weights
