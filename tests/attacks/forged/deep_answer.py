"""Sends an answer that is nested nine hundred deep, and one that has a million parts."""

deep = {"kind": "none"}
for _ in range(300):
    deep = {"kind": "list", "value": [deep]}


def double(x):
    everywhere(answer("one row", deep))
    everywhere(answer("batch", {"kind": "list", "value": [0] * 1_000_000}))
    return x
