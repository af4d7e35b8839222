import torch


def with_radius(U, radius):
    return radius * U / torch.linalg.eigvals(U).abs().max()
