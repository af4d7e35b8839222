"""Sends messages that are no JSON, or JSON that no reader likes: nested, endless, with one key twice."""

BODIES = [
    b"",
    b"null",
    b"NaN",
    b"[" * 100_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b"\xff\xfe{\x00}",
    b"9" * 100_000,
    b'{"kind":"answer","kind":"done","content":1e999}',
    b'"\\ud800"',
    b"[-Infinity]",
    b"{}" * 9,
    b'{"kind":{}}',
]
for body in BODIES:
    everywhere(framed(body))


def double(x):
    for body in reversed(BODIES):
        everywhere(framed(body))
    return x
