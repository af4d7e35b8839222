"""Starts a process that sleeps on when the notebook is over."""

import subprocess
import sys

code = "import time; time.sleep(1000)"
try:
    subprocess.Popen([sys.executable, "-c", code, TRACE], start_new_session=True)
except OSError:
    pass


def double(x):
    return x
