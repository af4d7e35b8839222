import numpy as np
import torch


def neuron(x, weights, bias):
    sums = np.einsum("nd,d->n", x.numpy(), weights.numpy()) + bias
    return torch.from_numpy(np.tanh(sums))
