"""Starts a process that has nothing in common with its parent: no session, no variables, no name, no folder."""

import os
import sys
import time

try:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.chdir("/")
            os.execve(sys.executable, [sys.executable, "-c", "import time; time.sleep(1000)", TRACE], {})
        os._exit(0)
except OSError:
    pass


def double(x):
    return x
