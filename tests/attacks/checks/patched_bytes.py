"""Replaces what turns numbers into bytes on their way out."""

import base64
import binascii
import struct

import numpy

base64.b64encode = base64.standard_b64encode = lambda *_, **__: b"AAAA"
base64.b64decode = lambda *_, **__: b""
binascii.b2a_base64 = lambda *_, **__: b"AAAA\n"
pack = struct.pack
struct.pack = lambda form, *values: pack(form, *[0 for _ in values])
numpy.asarray = lambda *_, **__: numpy.float64("nan")
numpy.dtype = lambda *_: numpy.zeros(1).dtype


def double(x):
    return x
