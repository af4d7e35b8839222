import torch


def turned(x, positions, theta):
    K = x.shape[1]
    speed = theta ** (-torch.arange(0, K, 2) / K)
    turn = torch.exp(1j * torch.outer(positions.to(x.dtype), speed.to(x.dtype)))
    points = torch.complex(x[:, 0::2], x[:, 1::2]) * turn
    return torch.view_as_real(points).reshape(x.shape)
