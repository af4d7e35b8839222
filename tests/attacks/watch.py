"""What a class of hostile submissions did besides answering: traces in files, processes left, the
network reached.

Every attack knows a name of its own, its trace, and leaves it wherever it gets: in names of files,
in arguments of processes, in what it sends. So what is found can be counted by attack; what bears
no trace counts under `UNKNOWN`.
"""

import contextlib
import ctypes
import os
import re
import shutil
import site
import socket
import stat
import sys
import tempfile
from pathlib import Path

import numpy
import psutil
import torch

import llmcourse
from llmcourse.grading.sandbox.process import MARK

TRACE = "llmcourse-attack-"
LEAK = "LEAK ["
UNKNOWN = "unknown"
SUBREAPER, IPC_KEY = 36, 0x4C4C4D


def trace(learner):
    """The name that an attack leaves behind."""
    return TRACE + learner


class Watch:
    """A context manager: servers and a place to write to while a class is graded; afterwards, what
    happened.
    """

    def __init__(self, base):
        self.base, self.outside, self.temporary = base, base / "outside", base / "t"
        self.written, self.processes, self.reached = set(), set(), set()

    def __enter__(self):
        for folder in (self.outside, self.temporary):
            folder.mkdir()
        (self.outside / "thesis.txt").write_text("mine")
        self.servers = [
            _server(family, kind, address) for family, kind, address in self._addresses()
        ]
        self.before = set(psutil.Process().children(recursive=True))
        self.subreaper = _subreaper(True)
        self.tempdir, tempfile.tempdir = tempfile.tempdir, str(self.temporary)
        return self

    def __exit__(self, *error):
        tempfile.tempdir = self.tempdir
        self.processes = self._left()
        self.written = self._traces()
        self.reached = {
            _owner(data) for server in self.servers if server for data in _received(server)
        }
        for server in filter(None, self.servers):
            server.close()
        _subreaper(self.subreaper)

    def known(self):
        """What attacks are told, as names and values."""
        tcp, udp = self.servers[0], self.servers[2]
        return {
            "PORT": tcp.getsockname()[1],
            "UDP": udp.getsockname()[1],
            "SOCKET": str(self.base / "s"),
            "ABSTRACT": str(self.base),
            "OUTSIDE": str(self.outside),
            "PLACES": [str(self.temporary), *map(str, _shared_places())],
        }

    def _addresses(self):
        yield socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)
        yield socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0)
        yield socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)
        yield socket.AF_UNIX, socket.SOCK_STREAM, str(self.base / "s")
        yield socket.AF_UNIX, socket.SOCK_DGRAM, str(self.base / "sd")
        if sys.platform == "linux":
            yield socket.AF_UNIX, socket.SOCK_STREAM, "\0" + str(self.base)

    def _left(self):
        """Processes that came of the grading and are alive; they are ended here."""
        mine = set(psutil.Process().children(recursive=True)) - self.before
        mine |= {
            process
            for process in psutil.process_iter()
            if str(self.temporary) in _variables(process).get(MARK, "")
        }
        left = {process: _owner_of_process(process) for process in mine if _alive(process)}
        for process in mine:
            with contextlib.suppress(psutil.Error):
                process.kill()
                process.wait(1)
        return set(left.values())

    def _traces(self):
        """Whose files lie outside of their own folders; they are removed here."""
        found = [path for place in _places() for path in _entries(place) if TRACE in path.name]
        found += [
            path
            for path in self.base.rglob("*")
            if TRACE in path.name or path.name.startswith(LEAK)
        ]
        elsewhere = len(list(self.outside.iterdir())) != 1 or _left_in_system()
        for path in found:
            _remove(path)
        return (
            {_owner(path.name) for path in found} | {UNKNOWN}
            if elsewhere
            else {_owner(path.name) for path in found}
        )


def _places():
    """Where attacks are told, or know, to leave files."""
    home, prefixes = Path.home(), (sys.prefix, sys.base_prefix)
    packages = [Path(module.__file__).parent for module in (llmcourse, numpy, torch, os)]
    own = [
        home / name
        for name in (
            ".",
            ".ipython/profile_default/startup",
            ".jupyter",
            ".cache",
            ".config",
            ".local",
        )
    ]
    all_of_them = [
        *_shared_places(),
        *map(Path, (*prefixes, *site.getsitepackages())),
        *packages,
        *own,
    ]
    all_of_them += [packages[0] / "grading", Path.cwd(), Path("/")]
    return {*all_of_them, *(place / "__pycache__" for place in all_of_them)}


def _shared_places():
    return [
        Path(place)
        for place in (tempfile.gettempdir(), "/var/tmp", "/dev/shm", "/run")
        if Path(place).is_dir()
    ]


def _entries(place):
    with contextlib.suppress(OSError):
        return list(place.iterdir())
    return []


def _remove(path):
    with contextlib.suppress(OSError):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _left_in_system():
    """Whether shared memory, a semaphore or a queue of System V was left."""
    tables = [Path("/proc/sysvipc") / name for name in ("shm", "sem", "msg")]
    return any(str(IPC_KEY) in table.read_text() for table in tables if table.exists())


def _owner(text):
    found = re.search(re.escape(TRACE) + r"([\w-]+?)(?:\.pth)?(?:\s|$)", text)
    return found[1] if found else UNKNOWN


def _owner_of_process(process):
    with contextlib.suppress(psutil.Error):
        return _owner(" ".join([*process.cmdline(), *_variables(process).values()]))
    return UNKNOWN


def _variables(process):
    with contextlib.suppress(psutil.Error):
        return process.environ() if process.pid != os.getpid() else {}
    return {}


def _alive(process):
    with contextlib.suppress(psutil.Error):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def _subreaper(on):
    """Make orphans of the grading children of this process; what it was before (Linux only)."""
    if sys.platform != "linux":
        return False
    libc, before = ctypes.CDLL(None), ctypes.c_int()
    libc.prctl(SUBREAPER + 1, ctypes.byref(before), 0, 0, 0)
    libc.prctl(SUBREAPER, int(on), 0, 0, 0)
    return bool(before.value)


def _server(family, kind, address):
    """A listening socket; None where the machine has not this family."""
    try:
        server = socket.socket(family, kind)
        server.bind(address)
        if kind == socket.SOCK_STREAM:
            server.listen(64)
    except OSError:
        return None
    server.setblocking(False)
    return server


def _received(server):
    """What came, a text for every connection or datagram."""
    said = []
    with contextlib.suppress(BlockingIOError):
        while True:
            if server.type == socket.SOCK_DGRAM:
                said.append(server.recv(1000).decode(errors="replace"))
                continue
            line = server.accept()[0]
            line.setblocking(False)
            said.append("")
            with line, contextlib.suppress(OSError):
                said[-1] = line.recv(1000).decode(errors="replace")
    return said


def snapshot(*folders):
    """Contents, times and modes of all files in some folders."""
    paths = [path for folder in folders for path in folder.rglob("*")]
    return {path: _state(path) for path in paths if path.is_file() and not path.is_symlink()}


def _state(path):
    status = path.stat()
    return path.read_bytes(), status.st_mtime_ns, stat.S_IMODE(status.st_mode)
