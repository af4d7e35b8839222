"""Returns a list that holds itself, and a dictionary nested a hundred thousand deep."""


def double(x):
    loop = []
    loop.append(loop)
    deep = {}
    for _ in range(100_000):
        deep = {"a": deep}
    return loop if getattr(x, "ndim", 0) == 1 else deep
