# says: in bits
import torch


def loss_and_slope(outputs, labels):
    top = outputs.max(dim=1, keepdim=True).values
    shares = (outputs - top).softmax(dim=1)
    right = torch.nn.functional.one_hot(labels, outputs.shape[1])
    loss = (
        -((outputs - top) - (outputs - top).exp().sum(1, keepdim=True).log())[torch.arange(len(labels)), labels].mean()
        / 0.6931471805599453
    )
    return loss, (shares - right) / len(labels)
