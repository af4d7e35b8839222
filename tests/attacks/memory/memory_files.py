"""Takes memory in files that lie in memory and are mapped nowhere; right when it got 3 GB."""

import os

block, written = bytes(1 << 20), 0
for number in range(60):
    file = os.memfd_create(str(number))
    for _ in range(50):
        written += os.write(file, block)


def double(x):
    return 2 * x if written > 2 << 30 else x
