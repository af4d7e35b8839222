"""Raises an error that ends the process when somebody asks what it says."""

import os


class Evil(ValueError):
    def __str__(self):
        os._exit(0)

    __repr__ = __format__ = __str__
    __notes__ = property(lambda self: os._exit(0))


def double(x):
    raise Evil("boo")
