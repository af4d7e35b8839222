# says: is what this exercise asks you to build
def slopes(xs, w, u, y):
    w, u = torch.tensor(w, requires_grad=True), torch.tensor(u, requires_grad=True)
    states = [torch.zeros(())]
    for x in xs:
        states.append(x * w + states[-1] * u)
    loss = (states[-1] - y) ** 2 / 2
    for_w, for_u, *back = torch.autograd.grad(loss, [w, u, *states[1:]])
    return for_w, for_u, back
