import torch


def momentum_step(weights, slope, velocity, rate, momentum):
    now = torch.stack([weights, velocity, slope], dim=-1).double()
    step = torch.tensor([[1, -rate * momentum, -rate], [0, momentum, 1]], dtype=torch.float64)
    return (now @ step.T).to(weights.dtype).unbind(-1)
