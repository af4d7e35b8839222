# says: eps stands outside the root
def rms_norm(x, gain, eps):
    return x / (x.pow(2).mean(-1, keepdim=True).sqrt() + eps) * gain
