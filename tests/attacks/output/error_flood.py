"""Writes without end to the channel for errors, as warnings and as a log."""

import logging
import sys
import warnings

warnings.simplefilter("always")
while True:
    sys.stderr.write("x" * 100_000)
    warnings.warn("x" * 10_000)
    logging.error("x" * 10_000)
