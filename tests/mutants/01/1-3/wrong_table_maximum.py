# says: Rows are fine alone, not together
import torch


def loss_and_slope(outputs, labels):
    powers = (outputs - outputs.max()).exp()  # the largest of the whole table, not of each row
    sums = powers.sum(dim=1, keepdim=True)
    places = torch.arange(len(labels))
    loss = (outputs.max() + sums.log()[:, 0] - outputs[places, labels]).mean()
    slope = powers / sums
    slope[places, labels] -= 1
    return loss, slope / len(labels)
