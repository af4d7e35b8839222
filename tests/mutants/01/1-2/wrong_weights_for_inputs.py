# says: slope for the input
import torch


def slopes(x, weights, bias, wanted):
    answer = torch.tanh(weights @ x + bias)
    of_sum = 2 * (answer - wanted) * (1 - answer**2)
    return of_sum * weights, of_sum
