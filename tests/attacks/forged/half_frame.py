"""Announces a message and sends only half of it."""

everywhere(framed(b'{"kind": "answer", "conte', 2000))


def double(x):
    return x
