"""Returns an array whose kind is named after what it has found."""

import numpy


def double(x):
    if found := secret(x):
        return numpy.zeros(3, dtype=[(found[:1000], "f4")])
    return x
