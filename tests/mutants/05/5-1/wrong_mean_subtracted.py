# says: You subtract the mean first
def rms_norm(x, gain, eps):
    x = x - x.mean(-1, keepdim=True)
    return x / (x.pow(2).mean(-1, keepdim=True) + eps).sqrt() * gain
