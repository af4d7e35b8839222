# says: Mask the scores, then softmax
import math


def grouped_query_attention(q, k, v):
    group = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(group, dim=1), v.repeat_interleave(group, dim=1)
    weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(-1).tril()
    return weights @ v, weights
