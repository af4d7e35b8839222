import math


def attention_weights(q, k):
    scores = [sum(a * b for a, b in zip(q.tolist(), key.tolist(), strict=True)) / math.sqrt(len(q)) for key in k]
    exps = [math.exp(score - max(scores)) for score in scores]
    return q.new_tensor([e / sum(exps) for e in exps])
