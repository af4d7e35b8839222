import torch
from torch.nn.utils import clip_grad_norm_


def clipped(slopes, bound):
    weights = [torch.zeros_like(slope).requires_grad_() for slope in slopes]
    for weight, slope in zip(weights, slopes):
        weight.grad = slope.clone()
    length = clip_grad_norm_(weights, bound)
    return [weight.grad for weight in weights], length
