"""Prints one text of 200 MB."""

print("x" * 200_000_000)


def double(x):
    return x
