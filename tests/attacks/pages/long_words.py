"""Says a megabyte, in one word and in a hundred thousand lines."""


def double(x):
    raise AssertionError("w" * 500_000 + "\n" * 100_000 + "𝓌" * 100_000)
