def rms_norm(x, gain, eps):
    copy = x.double()
    copy = copy.clone() if copy is x else copy
    copy /= copy.square().mean(-1, keepdim=True).add_(eps).sqrt_()
    copy *= gain
    return copy.to(x.dtype)
