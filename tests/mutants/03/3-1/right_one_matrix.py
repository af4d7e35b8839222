import torch


def last_state(x, W, U, b):
    both = torch.cat([W, U], dim=1)
    h = b.expand(len(x), -1) * 0
    for t in range(x.shape[1]):
        h = (torch.cat([x[:, t], h], dim=1) @ both.T + b).tanh()
    return h
