"""Raises what it has found as if a visible check had said it."""


class NotDone(AssertionError):
    pass


def double(x):
    if found := secret(x):
        raise (AssertionError if x.ndim == 1 else NotDone)(found)
    return x
