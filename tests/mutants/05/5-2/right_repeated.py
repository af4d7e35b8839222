import torch


def turned(x, positions, theta):
    n_pairs = x.shape[1] // 2
    speed = 1.0 / theta ** (torch.arange(n_pairs).to(x) / n_pairs)
    angle = (positions.unsqueeze(1) * speed).repeat_interleave(2, dim=1)
    swapped = x.unflatten(1, (n_pairs, 2)).flip(-1) * torch.tensor([-1, 1]).to(x)
    return x * angle.cos() + swapped.flatten(1) * angle.sin()
