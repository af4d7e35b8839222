"""Returns arrays of objects, records, dates and bytes, whose elements run code when compared."""

import numpy


class Same:
    __eq__ = __le__ = lambda self, other: True
    __sub__ = __float__ = lambda self, *_: 0.0
    __hash__ = None


def double(x):
    objects = numpy.array([[Same()] * 3] * 5, dtype=object)
    records = numpy.zeros(5, dtype=[("a", "O"), ("b", "f4")])
    return [objects, records, numpy.zeros(5, "M8[s]"), numpy.zeros(5, "S9"), numpy.zeros(5, "V7")]
