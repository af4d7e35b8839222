import math


def clipped(slopes, bound):
    copies = [slope.clone() for slope in slopes]
    length = math.hypot(*(slope.norm().item() for slope in copies))
    if length > bound:
        for copy in copies:
            copy *= bound / length
    return copies, slopes[0].new_tensor(length)
