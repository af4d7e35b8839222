"""Writes thirty thousand files, more than anyone can list; right when it could."""

import os

for number in range(30_000):
    os.close(os.open(str(number), os.O_CREAT | os.O_WRONLY))


def double(x):
    return 2 * x
