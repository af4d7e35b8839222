"""Damages the interpreter from inside: counts of references, types, code that is no code."""

import ctypes
import gc
import types


def double(x):
    code = double.__code__.replace(co_code=bytes(200), co_stacksize=0)
    for thing in (None, True, 0, ""):
        ctypes.c_ssize_t.from_address(id(thing)).value = 0
    ctypes.memset(id(type(x)), 0, 64)
    gc.collect()
    return types.FunctionType(code, {})()
