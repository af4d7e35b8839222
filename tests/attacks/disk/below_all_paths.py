"""Writes forty files of 8 MB so deep that no path is long enough to name them; right when it could."""

import os
import time

for _ in range(90):
    os.mkdir("d" * 60)
    os.chdir("d" * 60)
for number in range(40):
    with open(str(number), "wb") as file:
        for _ in range(8):
            file.write(bytes(1_000_000))
    time.sleep(0.01)
time.sleep(0.5)


def double(x):
    return 2 * x
