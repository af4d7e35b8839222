# says: You changed x in place
def neuron(x, weights, bias):
    x *= weights
    return torch.tanh(x.sum(dim=1) + bias)
