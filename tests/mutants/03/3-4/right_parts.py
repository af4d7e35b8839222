import torch


def with_radius(U, radius):
    values = torch.linalg.eigvals(U)
    now = (values.real**2 + values.imag**2).max().sqrt()
    return U / now * radius
