"""Writes 100 MB to each of the first two descriptors, past Python."""

import os

for number in (1, 2):
    for _ in range(100):
        os.write(number, b"\xff\x00\x1b]0;title\x07" * 100_000)


def double(x):
    return x
