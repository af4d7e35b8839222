"""Waits for somebody to type something."""

import getpass
import sys


def double(x):
    for ask in (
        lambda: input("the answer? "),
        lambda: getpass.getpass(),
        lambda: sys.stdin.read(),
        lambda: open(0).read(),
    ):
        try:
            ask()
        except Exception:
            pass
    return sys.__stdin__.readline() or x
