# says: in place
def rms_norm(x, gain, eps):
    x /= (x.pow(2).mean(-1, keepdim=True) + eps).sqrt()
    return x * gain
