# says: largest singular value
import torch


def with_radius(U, radius):
    return U * (radius / torch.linalg.svdvals(U).max())
