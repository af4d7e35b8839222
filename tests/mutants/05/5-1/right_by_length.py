def rms_norm(x, gain, eps):
    length = x.norm(dim=-1, keepdim=True)
    return x * gain / (length**2 / x.shape[-1] + eps) ** 0.5
