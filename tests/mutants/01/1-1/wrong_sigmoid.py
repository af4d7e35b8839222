# says: the sigmoid
import torch


def neuron(x, weights, bias):
    return torch.sigmoid(x @ weights + bias)
