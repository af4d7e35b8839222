# says: You return None
import math

import torch


def attention_weights(q, k):
    torch.softmax(k @ q / math.sqrt(len(q)), dim=0)
