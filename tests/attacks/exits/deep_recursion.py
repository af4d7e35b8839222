"""Calls itself until the stack is full, in Python and below it."""

import sys

sys.setrecursionlimit(10**8)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    __repr__ = lambda self: repr([self])


def double(x):
    try:
        return double(double(x))
    except RecursionError:
        return repr(Deep()) + Deep().a
