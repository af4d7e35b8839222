# says: The bend is missing
import torch


def neuron(x, weights, bias):
    return x @ weights + bias
