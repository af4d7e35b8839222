import torch


def lstm_step(x, h, c, W, U, b):
    gates = torch.addmm(b, x, W.T).addmm_(h, U.T).view(len(x), 4, -1)
    gates[:, [0, 1, 3]] /= 2  # a sigmoid is a tanh of the half, halved and lifted
    gates.tanh_()
    gates[:, [0, 1, 3]] += 1
    gates[:, [0, 1, 3]] /= 2
    write, keep, new, show = gates.unbind(1)
    cell = c.clone()
    cell *= keep
    cell += write * new
    return show * torch.tanh(cell), cell
