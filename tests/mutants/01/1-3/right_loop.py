import torch


def loss_and_slope(outputs, labels):
    losses, slopes = [], []
    for row, label in zip(outputs, labels):
        row = row - row.max()
        shares = row.exp() / row.exp().sum()
        losses.append(row.exp().sum().log() - row[label])
        shares[label] -= 1
        slopes.append(shares / len(labels))
    return torch.stack(losses).mean(), torch.stack(slopes)
