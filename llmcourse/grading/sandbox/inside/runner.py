"""What runs in a learner's process: lock in, then run the cells that come down a pipe, and send
answers back.

Forked from a warm process (`warm`), or started cold as `python -I -B runner.py SETTINGS`, with
settings as JSON: root, lock, read, write, memory, cpu_seconds, file_size, cpu, forbids. Cells come
on standard input and messages leave on standard output, both as frames of `pipe`; what the
learner's code prints goes nowhere. When a lock that was asked for cannot be had, the process ends
with the reason instead of running unprotected.
"""

import ctypes
import json
import os
import struct
import sys
from typing import Any, BinaryIO

PARENT_DEATH_SIGNAL, DROP_BOUNDING, SIGKILL = 1, 24, 9
CAPABILITY_VERSION_3 = 0x20080522
MAX_CELL = 1 << 22


def limit(settings: dict) -> None:
    """Set limits on processor time, memory, file size and open files; no core dumps; one processor,
    if it is named.
    """
    import resource

    mapped = _mapped_bytes() + settings["memory"]
    ceilings = {
        "RLIMIT_CPU": settings["cpu_seconds"],
        "RLIMIT_DATA": settings["memory"],
        "RLIMIT_AS": mapped,  # what is shared or mapped counts here and not as data
        "RLIMIT_FSIZE": settings["file_size"],
        "RLIMIT_NOFILE": 128,
        "RLIMIT_CORE": 0,
    }
    for name, ceiling in ceilings.items():
        hard = resource.getrlimit(getattr(resource, name))[1]
        ceiling = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
        resource.setrlimit(getattr(resource, name), (ceiling, ceiling))
    if settings["cpu"] is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {settings["cpu"]})  # many busy threads slow down nobody else


def drop_capabilities() -> None:
    """Take root's powers away from root; nothing changes for other users."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(64):
        if libc.prctl(DROP_BOUNDING, capability, 0, 0, 0) < 0:
            break
    header = ctypes.create_string_buffer(struct.pack("II", CAPABILITY_VERSION_3, 0))
    if libc.capset(header, ctypes.create_string_buffer(24)) < 0:
        raise OSError(ctypes.get_errno(), "capset")


def lock(settings: dict) -> None:
    """Give up everything that a notebook does not need; raises OSError when this machine cannot."""
    from llmcourse.grading.sandbox import landlock, seccomp

    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, SIGKILL, 0, 0, 0)
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # when memory runs out, this process goes first
    drop_capabilities()
    landlock.restrict(settings["read"], settings["write"])
    seccomp.restrict()


def main(settings: dict) -> None:
    """Take the pipes, limit, lock, and run cells until there are no more."""
    commands, messages = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.umask(0o077)
    from llmcourse.grading import pipe
    from llmcourse.grading.sandbox.inside import shell

    try:
        if os.name == "posix":
            limit(settings)
        if settings["lock"]:
            lock(settings)
        prepared = shell.prepared(settings["forbids"])
    except BaseException as error:
        pipe.write(messages, {"kind": "failed", "problem": f"{type(error).__name__}: {error}"})
        raise
    run_cells(prepared, commands, messages)


def run_cells(shell: Any, commands: BinaryIO, messages: BinaryIO) -> None:
    """Run each cell that comes, sending its answers as they are emitted and at its end what went
    wrong, if anything.
    """
    from llmcourse.grading import pipe
    from llmcourse.grading.sandbox.inside.shell import run_cell

    pipe.write(messages, {"kind": "ready"})
    while True:
        try:
            cell = pipe.read(commands, MAX_CELL)
        except EOFError:
            return
        problem = run_cell(
            shell, cell, lambda answer: pipe.write(messages, {"kind": "answer", "content": answer})
        )
        pipe.write(messages, {"kind": "done", "problem": problem})


def _mapped_bytes() -> int:
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 1 << 36  # not Linux: torch alone maps much that it never uses


if __name__ == "__main__":
    settings = json.loads(sys.argv[1])
    sys.path.append(settings["root"])
    main(settings)
