# says: your loss is the same
import torch


def loss_and_slope(outputs, labels):
    log_shares = outputs.clamp(max=80).log_softmax(dim=1)
    places = torch.arange(len(labels))
    slope = log_shares.exp()
    slope[places, labels] -= 1
    return -log_shares[places, labels].mean(), slope / len(labels)
