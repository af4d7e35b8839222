import math

import torch


def log_radius(matrix, squarings=40):
    """The radius by Gelfand's formula: the n-th root of the norm of the n-th power, here for n = 2^40."""
    log, power = 0.0, 1
    for _ in range(squarings):
        size = matrix.abs().max()
        log += math.log(size) / power
        matrix = torch.linalg.matrix_power(matrix / size, 2)
        power *= 2
    return log


def with_radius(U, radius):
    return (U.double() * (radius / math.exp(log_radius(U.double())))).to(U.dtype)
