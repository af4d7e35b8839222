# says: exp overflows
import math

import torch


def attention_weights(q, k):
    scores = k @ q / math.sqrt(len(q))
    exps = torch.exp(scores - scores[0])
    return exps / exps.sum()
