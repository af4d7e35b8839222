def clipped(slopes, bound):
    length = sum((slope**2).sum() for slope in slopes).sqrt()
    if length <= bound:
        return [slope.clone() for slope in slopes], length
    return [slope / length * bound for slope in slopes], length
