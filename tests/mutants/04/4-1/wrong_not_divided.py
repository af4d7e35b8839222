# says: Divide the exponentials by their sum
import math

import torch


def attention_weights(q, k):
    scores = k @ q / math.sqrt(len(q))
    return torch.exp(scores - scores.max())
