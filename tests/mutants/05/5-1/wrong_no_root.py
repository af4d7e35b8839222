# says: The root is missing
def rms_norm(x, gain, eps):
    return x / (x.pow(2).mean(-1, keepdim=True) + eps) * gain
