"""Forks fifty times, and every child holds the pipes of its parent."""

import os
import time

started = []
for _ in range(50):
    try:
        child = os.fork()
    except OSError:
        break
    if child == 0:
        os.setsid()
        time.sleep(1000)
        os._exit(0)
    started.append(child)


def double(x):
    return 2 * x if started else x
