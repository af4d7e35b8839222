"""Sends a hundred thousand answers before the one that counts."""

for number in range(100_000):
    everywhere(answer("batch" if number % 2 else str(number), {"kind": "none"}))


def double(x):
    return x
