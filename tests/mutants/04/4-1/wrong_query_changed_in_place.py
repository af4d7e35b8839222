# says: You changed q in place
def attention_weights(q, k):
    q /= len(q) ** 0.5
    return (k @ q).softmax(dim=0)
