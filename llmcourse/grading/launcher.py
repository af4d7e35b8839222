"""Start a kernel that has first locked itself in. Run as a file, in a fresh isolated interpreter, by `sandbox`.

`python -I -B launcher.py CONNECTION_FILE SETTINGS`, with settings as JSON: root, lock, read, write, memory,
cpu_seconds, file_size. When a lock that was asked for cannot be had, the process ends with the reason instead of
running unprotected.
"""

import ctypes
import json
import os
import struct
import sys

PARENT_DEATH_SIGNAL, DROP_BOUNDING, SIGKILL = 1, 24, 9
CAPABILITY_VERSION_3 = 0x20080522


def limit(settings: dict) -> None:
    """Set limits on processor time, memory, file size, open files and processes; no core dumps."""
    import resource

    ceilings = {
        "RLIMIT_CPU": settings["cpu_seconds"],
        "RLIMIT_DATA": settings["memory"],
        "RLIMIT_FSIZE": settings["file_size"],
        "RLIMIT_NOFILE": 256,
        "RLIMIT_CORE": 0,
    }
    for name, ceiling in ceilings.items():
        hard = resource.getrlimit(getattr(resource, name))[1]
        ceiling = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
        resource.setrlimit(getattr(resource, name), (ceiling, ceiling))


def drop_capabilities() -> None:
    """Root stays user 0 but loses root's powers; for others nothing changes."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(64):
        if libc.prctl(DROP_BOUNDING, capability, 0, 0, 0) < 0:
            break
    header = ctypes.create_string_buffer(struct.pack("II", CAPABILITY_VERSION_3, 0))
    if libc.capset(header, ctypes.create_string_buffer(24)) < 0:
        raise OSError(ctypes.get_errno(), "capset")


def lock(settings: dict) -> None:
    """Give up everything the notebook does not need; raises OSError when this machine cannot."""
    from llmcourse.grading import landlock, seccomp

    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, SIGKILL, 0, 0, 0)
    drop_capabilities()
    landlock.restrict(settings["read"], settings["write"])
    seccomp.restrict()


def main(connection_file: str, settings: dict) -> None:
    """Limit, lock, then be an ordinary kernel."""
    sys.path.append(settings["root"])
    os.umask(0o077)
    if os.name == "posix":
        limit(settings)
    if settings["lock"]:
        lock(settings)
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = sys.argv[:1]
    IPKernelApp.launch_instance(
        argv=[
            "-f",
            connection_file,
            "--HistoryManager.enabled=False",
            "--InteractiveShell.colors=nocolor",
            "--IPKernelApp.capture_fd_output=False",
        ]
    )


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
