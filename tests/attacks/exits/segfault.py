"""Reads from an address that does not exist."""

import ctypes


def double(x):
    return ctypes.string_at(8)
