# says: changed mask in place
import math


def attention(q, k, v, mask):
    forbidden = mask.logical_not_()
    weights = (q @ k.mT / math.sqrt(q.shape[-1])).masked_fill(forbidden, -math.inf).softmax(-1)
    return weights @ v, weights
