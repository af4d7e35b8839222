# says: The length is a float; a tensor
import math


def clipped(slopes, bound):
    length = math.sqrt(sum(slope.pow(2).sum().item() for slope in slopes))
    factor = min(1.0, bound / max(length, 1e-30))
    return [slope * factor for slope in slopes], length
