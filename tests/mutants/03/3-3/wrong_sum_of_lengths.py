# says: add up the lengths


def clipped(slopes, bound):
    length = sum(slope.norm() for slope in slopes)
    factor = min(1.0, bound / max(length.item(), 1e-30))
    return [slope * factor for slope in slopes], length
