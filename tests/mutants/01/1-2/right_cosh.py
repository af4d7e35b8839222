import torch


def slopes(x, weights, bias, wanted):
    answer = torch.tanh(weights @ x + bias)
    of_sum = 2 * (answer - wanted) / torch.cosh(weights @ x + bias) ** 2
    return torch.stack([of_sum * z for z in x]), of_sum
