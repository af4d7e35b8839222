# says: The bias stands inside tanh
def slopes(x, weights, bias, wanted):
    answer = torch.tanh(weights @ x + bias)
    off = 2 * (answer - wanted)
    return off * (1 - answer**2) * x, off
