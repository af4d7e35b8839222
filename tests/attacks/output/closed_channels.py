"""Closes every channel by which something could be said, and puts others in their place."""

import os
import sys

sys.stdout = sys.stderr = sys.__stdout__ = None
sys.displayhook = None
os.closerange(0, 256)
for number in range(10):
    os.open("/dev/null", os.O_RDWR)


def double(x):
    return x
