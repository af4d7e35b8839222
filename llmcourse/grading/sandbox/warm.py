"""One warm Python that has an assignment's libraries imported and forks a process for a learner
whenever asked.

On Linux: hundredths of a second instead of seconds. The grader starts the warm process (`Warm`),
inside bubblewrap where that works, and asks it for a process (`Warm.fork`); the warm process
answers (`serve`). It never runs a learner's code itself, it is started with an empty environment,
and every process locks itself in after the fork. A learner's process lives as long as the line on
which it was asked for.
"""

import array
import contextlib
import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

PRELOADED = tuple(
    f"llmcourse.grading.sandbox.{name}"
    for name in ("inside.runner", "inside.shell", "landlock", "seccomp")
)
START_SECONDS, MAX_REQUEST, PARENT_DEATH_SIGNAL = 120, 1 << 17, 1


@dataclass(frozen=True)
class Forked:
    """A learner's process as its asker holds it."""

    line: socket.socket

    def end(self) -> None:
        """Kill it, and wait until it is gone."""
        with self.line, contextlib.suppress(OSError):
            self.line.shutdown(socket.SHUT_WR)
            self.line.recv(1)


class Warm:
    """The grader's side: a context manager that starts the warm process and ends it."""

    def __init__(
        self, folder: Path, root: Path, modules: Sequence[str] = (), wrap: Sequence[str] = ()
    ):
        self.path = folder / "warm"
        home = folder / "warm-home"
        home.mkdir()
        command = [
            *wrap,
            sys.executable,
            "-I",
            "-B",
            __file__,
            "serve",
            str(self.path),
            str(root),
            *modules,
        ]
        environment = {
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PATH": os.defpath,
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "MPLBACKEND": "agg",
        }
        self.process = subprocess.Popen(
            command, env=environment, cwd="/", stdin=subprocess.DEVNULL, start_new_session=True
        )

    def __enter__(self) -> "Warm":
        deadline = time.monotonic() + START_SECONDS
        while not self.path.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError("The warm Python process for grading did not start.")
            time.sleep(0.005)
        return self

    def __exit__(self, *error) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def fork(
    path: Path, environment: dict[str, str], folder: Path, settings: dict, pipes: tuple[int, int]
) -> Forked:
    """Ask the warm process at `path` for a learner's process that reads and writes these pipes."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        with _short(path.parent) as short:
            line.connect(f"{short}/{path.name}")
        request = {"environment": environment, "folder": str(folder), "settings": settings}
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", pipes))]
        line.sendmsg([json.dumps(request).encode()], rights)
    except BaseException:
        line.close()
        raise
    return Forked(line)


@contextlib.contextmanager
def _short(folder: Path) -> Iterator[str]:
    """Yield another name for a folder, short enough for a socket in it, whose path may have 107
    characters.
    """
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


def serve(path: str, root: str, *modules: str) -> None:
    """Import what learners' processes need, then fork one for each request; kill it when its asker
    is gone.
    """
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    sys.path.append(root)
    for name in (*PRELOADED, *modules):
        # Of a reference that imports what is not there: its run will tell.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from llmcourse.grading.sandbox.inside import shell

    # What the first cell of all has to build is built once.
    shell.made().run_cell("pass", silent=True)
    gc.collect()
    gc.freeze()
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener,
        selectors.DefaultSelector() as selector,
    ):
        with _short(Path(path).parent) as short:
            listener.bind(f"{short}/warm.part")
        listener.listen(64)
        os.rename(Path(path).with_name("warm.part"), path)
        selector.register(listener, selectors.EVENT_READ)
        _serve_requests(listener, selector, {})


def _serve_requests(
    listener: socket.socket, selector: selectors.BaseSelector, started: dict[socket.socket, int]
) -> None:
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                line = listener.accept()[0]
                pid = _fork(line, [listener, selector, *started])
                if pid:
                    started[line] = pid
                    selector.register(line, selectors.EVENT_READ)
            else:
                _end(cast(socket.socket, key.fileobj), selector, started)


def _end(
    line: socket.socket, selector: selectors.BaseSelector, started: dict[socket.socket, int]
) -> None:
    """The asker is done, or gone: kill the process and whatever it started, and close the line when
    it is gone.
    """
    pid = started.pop(line)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)  # it may not have a group of its own yet
    os.waitpid(pid, 0)
    selector.unregister(line)
    line.close()


def _fork(line: socket.socket, others: list) -> int | None:
    """Fork for one request; None when there was none."""
    request, rights, _, _ = line.recvmsg(MAX_REQUEST, socket.CMSG_SPACE(8))
    if not request:
        line.close()
        return None
    pipes = array.array("i")
    pipes.frombytes(rights[0][2])
    pid = os.fork()
    if pid:
        for descriptor in pipes:
            os.close(descriptor)
        return pid
    try:
        for other in (line, *others):
            other.close()
        _become_learner(json.loads(request), pipes)
    finally:
        os._exit(1)


def _become_learner(request: dict, pipes: array.array) -> None:
    from llmcourse.grading.sandbox.inside import runner

    os.setsid()
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    for target, descriptor in zip((0, 1), pipes, strict=True):
        os.dup2(descriptor, target)
        os.close(descriptor)
    tempfile.tempdir = None
    runner.main(request["settings"])
    os._exit(0)


if __name__ == "__main__":
    serve(*sys.argv[2:])
