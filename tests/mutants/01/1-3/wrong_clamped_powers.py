# says: exp(-1000) rounds to 0
import torch


def loss_and_slope(outputs, labels):
    powers = outputs.clamp(max=80).exp()
    shares = powers / powers.sum(dim=1, keepdim=True)
    places = torch.arange(len(labels))
    slope = shares.clone()
    slope[places, labels] -= 1
    return -shares[places, labels].log().mean(), slope / len(labels)
