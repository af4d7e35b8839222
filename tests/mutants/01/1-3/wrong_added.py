# says: your loss is the same
import torch


def loss_and_slope(outputs, labels):
    shares = outputs.softmax(dim=1)
    places = torch.arange(len(labels))
    slope = shares.clone()
    slope[places, labels] -= 1
    return -(shares[places, labels] + 1e-12).log().mean(), slope / len(labels)
