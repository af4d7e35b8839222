# says: sign is wrong
import torch


def slopes(x, weights, bias, wanted):
    answer = torch.tanh(weights @ x + bias)
    of_sum = 2 * (wanted - answer) * (1 - answer**2)
    return of_sum * x, of_sum
