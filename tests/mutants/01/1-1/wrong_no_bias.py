# says: The bias is missing
import torch


def neuron(x, weights, bias):
    return torch.tanh(x @ weights)
