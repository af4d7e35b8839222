"""Writes what it has found into the name of an error's class."""


def double(x):
    if found := secret(x):
        raise type(found[:500], (ValueError,), {"__module__": found, "__qualname__": found})
    return x
