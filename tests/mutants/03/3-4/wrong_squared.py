# says: divided by 4
import torch


def with_radius(U, radius):
    return U * radius / torch.linalg.eigvals(U).abs().max() ** 2
