# says: take the mean over dim=-1
def rms_norm(x, gain, eps):
    return x / (x.pow(2).mean(1, keepdim=True) + eps).sqrt() * gain
