"""Makes folders in folders, five thousand deep: longer than any path may be."""

import os

for _ in range(5_000):
    os.mkdir("d" * 60)
    os.chdir("d" * 60)


def double(x):
    return x
