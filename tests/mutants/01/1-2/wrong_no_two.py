# says: factor 2
import torch


def slopes(x, weights, bias, wanted):
    answer = torch.tanh(weights @ x + bias)
    of_sum = (answer - wanted) * (1 - answer**2)
    return of_sum * x, of_sum
