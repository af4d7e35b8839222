"""Writes 320 MB into files that have no name any more, where no listing finds them; they go with the process."""

import os
import time

kept = []
for number in range(40):
    kept.append(os.open(str(number), os.O_CREAT | os.O_RDWR))
    os.unlink(str(number))
    for _ in range(8):
        os.write(kept[-1], bytes(1_000_000))
    time.sleep(0.01)
time.sleep(0.5)


def double(x):
    return x
