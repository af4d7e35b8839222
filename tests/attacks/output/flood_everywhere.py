"""Writes noise to everything that is open, in small pieces and in large ones."""

import os

for size in (1, 4, 1000, 1_000_000):
    for number in range(256):
        try:
            os.set_blocking(number, False)
            os.write(number, os.urandom(size))
        except OSError:
            pass


def double(x):
    return x
