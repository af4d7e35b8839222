import torch


def with_radius(U, radius):
    sizes = torch.tensor([abs(value) for value in torch.linalg.eigvals(U).tolist()])  # in torch's usual precision
    return torch.div(U, sizes.max()).mul_(radius)
