# says: zero stays zero
import torch


def clipped(slopes, bound):
    length = torch.cat([slope.flatten() for slope in slopes]).norm()
    factor = (bound / length).clamp(max=1.0) if length else length / length
    return [slope * factor for slope in slopes], length
