import math

import torch


def attention_weights(q, k):
    scores = torch.einsum("k,sk->s", q, k)
    scores /= math.sqrt(q.numel())
    return scores.softmax(-1)
