"""Announces messages of four gigabytes and sends some megabytes of them."""

everywhere(framed(b"[" * 1_000_000, 0xFFFFFFFF))
everywhere(framed(b"9" * 8_000_000))


def double(x):
    return x
