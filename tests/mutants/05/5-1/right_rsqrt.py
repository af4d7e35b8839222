import torch


def rms_norm(x, gain, eps):
    size = torch.mean(x * x, dim=2, keepdim=True)
    return gain * (x * torch.rsqrt(size + eps))
