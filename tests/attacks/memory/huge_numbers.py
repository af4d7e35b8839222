"""Asks for one object that is larger than any machine, in each of Python's types."""

got = []
for make in (
    lambda: "x" * 10**14,
    lambda: [0] * 10**14,
    lambda: 1 << 10**15,
    lambda: bytearray(10**15),
    lambda: f"{1:>99999999999999}",
    lambda: b"".join([bytes(10**7)] * 10**7),
):
    try:
        got.append(make())
    except (MemoryError, OverflowError, ValueError):
        pass


def double(x):
    return 2 * x if got else x
