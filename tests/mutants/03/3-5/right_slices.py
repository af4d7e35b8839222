import torch


def lstm_step(x, h, c, W, U, b):
    n = h.shape[1]
    part = [
        torch.cat([x, h], 1) @ torch.cat([W, U], 1)[k * n : (k + 1) * n].T + b[k * n : (k + 1) * n] for k in range(4)
    ]
    keep, write, show = torch.sigmoid(part[1]), torch.sigmoid(part[0]), torch.sigmoid(part[3])
    cell = keep * c + write * torch.tanh(part[2])
    return show * torch.tanh(cell), cell
