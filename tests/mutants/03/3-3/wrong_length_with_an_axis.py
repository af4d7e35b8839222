# says: The shape is (1,), and should be ()
import torch


def clipped(slopes, bound):
    length = torch.cat([slope.flatten() for slope in slopes]).norm(dim=0, keepdim=True)
    factor = (bound / length).clamp(max=1.0)
    return [slope * factor for slope in slopes], length
