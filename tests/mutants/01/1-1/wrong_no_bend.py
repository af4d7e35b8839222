# says: The bend is missing


def neuron(x, weights, bias):
    return x @ weights + bias
