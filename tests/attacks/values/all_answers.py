"""Returns many answers at once: one of them may be right."""


def double(x):
    return [x, x + 1, x + 2, x - 1, [x, x], {"answer": x, "other": x + 2}]
