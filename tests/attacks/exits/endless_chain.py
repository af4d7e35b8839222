"""Raises an error with a hundred thousand causes, which in the end are their own."""


def double(x):
    error = first = ValueError("the first")
    for number in range(100_000):
        error.__cause__ = ExceptionGroup("many", [ValueError(number)])
        error.__context__ = inner = ValueError("x" * 100)
        inner.add_note("y" * 1000)
        error = inner
    error.__context__ = first
    raise first
