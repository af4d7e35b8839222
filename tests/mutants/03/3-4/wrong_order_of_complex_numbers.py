# says: cannot be put in order
import torch


def with_radius(U, radius):
    return U * (radius / torch.linalg.eigvals(U).max())
