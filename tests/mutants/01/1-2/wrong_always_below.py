# says: less than the answer
def slopes(x, weights, bias, wanted):
    answer = torch.tanh(weights @ x + bias)
    of_sum = -2 * abs(answer - wanted) * (1 - answer**2)
    return of_sum * x, of_sum
