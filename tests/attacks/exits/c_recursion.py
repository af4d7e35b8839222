"""Fills the stack of C functions, which no limit of Python's stops."""

import itertools
import sys

sys.setrecursionlimit(10**8)


def double(x):
    nested = iter([1])
    for _ in range(10**6):
        nested = itertools.chain(nested)
    chain = ()
    for _ in range(10**6):
        chain = (chain,)
    return [next(nested), hash(chain), repr(chain)]
