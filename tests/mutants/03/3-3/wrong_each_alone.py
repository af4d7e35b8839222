# says: one factor for all
import torch


def clipped(slopes, bound):
    length = torch.cat([slope.flatten() for slope in slopes]).norm()
    factor = min(1.0, bound / max(length.item(), 1e-30))
    return [slope * min(1.0, bound / slope.norm().item()) for slope in slopes], length
