"""Ends the process by a signal that cannot be caught."""

import os
import signal


def double(x):
    for number in (signal.SIGABRT, signal.SIGFPE, signal.SIGBUS, signal.SIGKILL):
        os.kill(os.getpid(), number)
    os.abort()
