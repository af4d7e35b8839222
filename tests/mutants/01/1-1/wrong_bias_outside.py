# says: belongs inside
import torch


def neuron(x, weights, bias):
    return torch.tanh(x @ weights) + bias
