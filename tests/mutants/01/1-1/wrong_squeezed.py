# says: One example, one answer
import torch


def neuron(x, weights, bias):
    return torch.tanh(x @ weights[:, None] + bias).squeeze()
