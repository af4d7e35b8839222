# says: one answer each
import torch


def neuron(x, weights, bias):
    return torch.tanh((x * weights).sum() + bias)
