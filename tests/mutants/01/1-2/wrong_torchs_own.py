# says: is what this exercise asks you to build
def slopes(x, weights, bias, wanted):
    w = weights.clone().requires_grad_()
    b = bias.clone().requires_grad_()
    ((torch.tanh(w @ x + b) - wanted) ** 2).backward()
    return w.grad, b.grad
