# says: lacks a column
def loss_and_slope(outputs, labels):
    log_shares = torch.log_softmax(outputs, dim=1)
    loss = -log_shares[torch.arange(len(labels)), labels].mean()
    return loss, (log_shares.exp() - F.one_hot(labels)) / len(labels)
