"""Unpacks a few kilobytes into gigabytes; right when it got 3 GB."""

import zlib

small = zlib.compress(bytes(100_000_000))
hoard = [zlib.decompress(small) + b"x" for _ in range(30)]


def double(x):
    return 2 * x if len(hoard) == 30 else x
