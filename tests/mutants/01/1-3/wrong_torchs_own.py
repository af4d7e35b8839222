# says: is what this exercise asks you to build
def loss_and_slope(outputs, labels):
    shares = outputs.softmax(-1)
    return F.cross_entropy(outputs, labels), (shares - F.one_hot(labels, outputs.shape[1])) / len(labels)
