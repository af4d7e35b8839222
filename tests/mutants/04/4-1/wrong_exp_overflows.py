# says: exp overflows
import math

import torch


def attention_weights(q, k):
    exps = torch.exp(k @ q / math.sqrt(len(q)))
    return exps / exps.sum()
