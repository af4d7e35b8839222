# says: in place
import torch


def loss_and_slope(outputs, labels):
    outputs -= outputs.logsumexp(dim=1, keepdim=True)
    places = torch.arange(len(labels))
    slope = outputs.exp()
    slope[places, labels] -= 1
    return -outputs[places, labels].mean(), slope / len(labels)
