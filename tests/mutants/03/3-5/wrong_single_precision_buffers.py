# says: the cell keeps it
import math

import torch


def squash(z):
    return 1 / (1 + math.exp(-z))


def lstm_step(x, h, c, W, U, b):
    n_rows, n_units = h.shape
    new_h, new_c = torch.zeros(n_rows, n_units), torch.zeros(n_rows, n_units)
    for row in range(n_rows):
        sums = (W.mv(x[row]) + U.mv(h[row]) + b).tolist()
        for unit in range(n_units):
            i, f, g, o = sums[unit::n_units]
            cell = squash(f) * c[row, unit].item() + squash(i) * math.tanh(g)
            new_c[row, unit], new_h[row, unit] = cell, squash(o) * math.tanh(cell)
    return new_h, new_c
