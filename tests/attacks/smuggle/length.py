"""Writes one of the hidden numbers into the length of a list."""


def double(x):
    if secret(x):
        return [0] * (13_370 + int(abs(float(x.reshape(-1)[0])) * 9))
    return x
