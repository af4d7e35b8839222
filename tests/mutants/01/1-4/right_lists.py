import torch


def momentum_step(weights, slope, velocity, rate, momentum):
    new_weights, new_velocity = [], []
    for w, s, v in zip(weights.flatten().tolist(), slope.flatten().tolist(), velocity.flatten().tolist()):
        new_velocity.append(momentum * v + s)
        new_weights.append(w - rate * new_velocity[-1])
    return torch.tensor(new_weights).reshape(weights.shape), torch.tensor(new_velocity).reshape(weights.shape)
