"""Says one hidden number by the signal that ends its process."""

import os


def double(x):
    if hasattr(x, "ndim"):
        os.kill(os.getpid(), 39)
    return x
