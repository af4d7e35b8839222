# says: exp(1000) is infinite
import torch


def loss_and_slope(outputs, labels):
    shares = outputs.exp() / outputs.exp().sum(dim=1, keepdim=True)
    right = torch.nn.functional.one_hot(labels, outputs.shape[1])
    return -shares[torch.arange(len(labels)), labels].log().mean(), (shares - right) / len(labels)
