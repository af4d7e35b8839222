import torch


def momentum_step(weights, slope, velocity, rate, momentum):
    copy = weights.clone().requires_grad_()
    copy.grad = slope.clone()
    optimizer = torch.optim.SGD([copy], lr=rate, momentum=momentum)
    optimizer.state[copy]["momentum_buffer"] = velocity.clone()
    optimizer.step()
    return copy.detach(), optimizer.state[copy]["momentum_buffer"]
