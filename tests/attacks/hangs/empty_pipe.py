"""Reads from a pipe of its own to which nobody writes."""

import os
import select

os.mkfifo("nobody")


def double(x):
    try:
        return open("nobody").read()
    except OSError:
        return select.select([], [], [])
