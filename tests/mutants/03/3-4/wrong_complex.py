# says: complex numbers
import torch


def with_radius(U, radius):
    return U * (radius / torch.linalg.eigvals(U)[0])
