import torch


def attention(q, k, v, mask):
    def softmax(scores):
        return (scores - scores.logsumexp(dim=-1, keepdim=True)).exp()

    scores = torch.bmm(q.double(), k.double().mT) * q.size(-1) ** -0.5
    weights = softmax(torch.where(mask, scores, -torch.inf))
    return torch.bmm(weights, v.double()).to(q.dtype), weights.to(q.dtype)
