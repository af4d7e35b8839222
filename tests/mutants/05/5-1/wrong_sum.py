# says: not of their sum
def rms_norm(x, gain, eps):
    return x / (x.pow(2).sum(-1, keepdim=True) + eps).sqrt() * gain
