"""Stops itself instead of ending, so that whoever waits for its end waits for ever."""

import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    return x
