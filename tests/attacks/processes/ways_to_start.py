"""Starts a process in each of the ways that Python, the shell and the system have."""

import ctypes
import multiprocessing
import os
import pty
import subprocess
import sys

libc, started = ctypes.CDLL(None), []
arguments = [sys.executable, "-c", "import time; time.sleep(1000)", TRACE]
numbers = (57, 58) if os.uname().machine == "x86_64" else ()


def called(number, *values):
    child = libc.syscall(number, *values)
    if child == 0:
        libc.sleep(1000)
        os._exit(0)
    return child > 0


for way in (
    lambda: os.posix_spawn(sys.executable, arguments, {}),
    lambda: os.system("sleep 1000 &") == 0,
    lambda: os.popen("echo here").read(),
    lambda: pty.fork()[0] == 0 and os._exit(0),
    lambda: subprocess.Popen(arguments, close_fds=False, env={}, start_new_session=True),
    lambda: multiprocessing.get_context("fork").Process(target=print).start() or True,
    lambda: multiprocessing.get_context("forkserver").Process(target=print).start() or True,
    lambda: get_ipython().getoutput("echo here")[0] == "here",
    lambda: libc.system(b"exit 0") == 0,
    *[lambda number=number: called(number) for number in numbers],
    lambda: called(56 if numbers else 220, 17, 0, 0, 0, 0),
    lambda: called(435, (ctypes.c_uint64 * 8)(0, 0, 0, 0, 17), ctypes.c_size_t(64)),
):
    try:
        if way():
            started.append(way)
    except Exception:
        pass


def double(x):
    return 2 * x if started else x
