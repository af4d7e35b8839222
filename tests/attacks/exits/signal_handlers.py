"""Catches every signal that can be caught, and sends them all to itself."""

import os
import signal

for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(number, lambda *_: None)
    except (OSError, ValueError):
        pass
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    os.kill(os.getpid(), number)
try:
    os.killpg(0, signal.SIGURG)
except OSError:
    pass


def double(x):
    return x
