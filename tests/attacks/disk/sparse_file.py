"""Makes files that claim to hold a terabyte, and reserves as much as it is given; right when it could."""

import os

made = []
for number, act in enumerate(
    (
        lambda fd: os.ftruncate(fd, 1 << 40),
        lambda fd: os.posix_fallocate(fd, 0, 300_000_000),
        lambda fd: os.pwrite(fd, b"x", 1 << 40),
    )
):
    try:
        fd = os.open(str(number), os.O_CREAT | os.O_RDWR)
        act(fd)
        made.append(number)
    except OSError:
        pass


def double(x):
    return 2 * x if made else x
