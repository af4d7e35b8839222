# says: not after
import math


def attention(q, k, v, mask):
    weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(-1) * mask
    return weights @ v, weights
