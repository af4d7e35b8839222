import torch


def momentum_step(weights, slope, velocity, rate, momentum):
    speed = torch.add(slope, velocity, alpha=momentum)
    return torch.sub(weights, speed, alpha=rate), speed
