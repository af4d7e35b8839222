import torch


def slopes(x, weights, bias, wanted):
    x, weights, bias = x.double(), weights.double(), torch.as_tensor(bias).double()

    def loss(w, b):
        return (torch.tanh(w @ x + b) - wanted) ** 2

    tiny = 1e-5
    each = tiny * torch.eye(len(x), dtype=torch.double)
    for_weights = torch.stack([(loss(weights + e, bias) - loss(weights - e, bias)) / (2 * tiny) for e in each])
    return for_weights, (loss(weights, bias + tiny) - loss(weights, bias - tiny)) / (2 * tiny)
