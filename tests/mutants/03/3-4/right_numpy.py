import numpy as np
import torch


def with_radius(U, radius):
    matrix = U.numpy()
    scaled = matrix * (radius / np.max(np.abs(np.linalg.eigvals(matrix))))
    return torch.from_numpy(scaled)
