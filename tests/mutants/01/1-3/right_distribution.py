from torch.distributions import Categorical


def loss_and_slope(outputs, labels):
    rows = Categorical(logits=outputs)
    slope = rows.probs.clone()
    slope[range(len(labels)), labels] -= 1.0
    slope /= slope.shape[0]
    return rows.log_prob(labels).mean().neg(), slope
