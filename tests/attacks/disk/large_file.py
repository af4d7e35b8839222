"""Writes one file of 300 MB; right when it could."""

size = 0
with open("large", "wb", buffering=0) as file:
    for _ in range(300):
        size += file.write(bytes(1_000_000))


def double(x):
    return 2 * x if size >= 300_000_000 else x
