"""Writes forty files of 8 MB and looks busy, so that nobody looks at the disk; right when it could."""

import time

from IPython.display import display

for number in range(40):
    with open(str(number), "wb") as file:
        for _ in range(8):
            file.write(bytes(1_000_000))
            display(number)
    time.sleep(0.01)
time.sleep(0.5)


def double(x):
    return 2 * x
