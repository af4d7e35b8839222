"""One warm Python that has torch imported and forks a kernel whenever asked: half a second instead of some seconds.

Used for locked kernels on Linux only. Three sides: the grader starts the warm process (`Warm`); jupyter_client starts
a small process that asks for a kernel and stands for it (`ask`: when either ends, so does the other); the warm
process answers (`serve`). It never runs a learner's code itself, it is started with an empty environment, and every
kernel locks itself in after the fork.
"""

import array
import contextlib
import ctypes
import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PRELOADED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "torch",
    "llmcourse.grading.launcher",
    "llmcourse.grading.answers",
    "llmcourse.grading.checks",
    "llmcourse.grading.landlock",
    "llmcourse.grading.seccomp",
)
START_SECONDS, REAP_SECONDS, MAX_REQUEST, PARENT_DEATH_SIGNAL = 120, 0.05, 1 << 17, 1


class Warm:
    """The grader's side: a context manager that starts the warm process and ends it."""

    def __init__(self, root: Path):
        self.directory = Path(tempfile.mkdtemp(prefix="w-"))
        self.path = self.directory / "s"
        command = [sys.executable, "-I", "-B", __file__, "serve", str(self.path), str(root)]
        environment = {
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "PATH": os.defpath,
            "HOME": str(self.directory),
            "LANG": "C.UTF-8",
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
            time.sleep(0.02)
        return self

    def __exit__(self, *error) -> None:
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


def ask(path: str, connection_file: str, settings: str) -> int:
    """Ask the warm process for a kernel with this process's environment, folder and output; wait for its end."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line:
        line.connect(path)
        request = {
            "connection_file": connection_file,
            "settings": json.loads(settings),
            "environment": dict(os.environ),
            "folder": os.getcwd(),
        }
        ours = array.array("i", [1, 2])
        line.sendmsg([json.dumps(request).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, ours)])
        return int(line.recv(100) or b"1")


def serve(path: str, root: str) -> None:
    """Import what kernels need, then fork one for each request; kill it when its asker is gone."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    sys.path.append(root)
    for name in PRELOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener, selectors.DefaultSelector() as selector:
        listener.bind(path + ".part")
        listener.listen(64)
        os.rename(path + ".part", path)
        selector.register(listener, selectors.EVENT_READ)
        _answer_for_ever(listener, selector, {})


def _answer_for_ever(
    listener: socket.socket, selector: selectors.BaseSelector, kernels: dict[socket.socket, int]
) -> None:
    while True:
        for key, _ in selector.select(REAP_SECONDS):
            if key.fileobj is listener:
                line = listener.accept()[0]
                kernels[line] = _fork(line, [listener, selector, *kernels])
                selector.register(line, selectors.EVENT_READ)
            else:
                _end(key.fileobj, selector, kernels)
        for line in [line for line, pid in kernels.items() if _has_ended(line, pid)]:
            selector.unregister(line)
            del kernels[line]
            line.close()


def _end(line: socket.socket, selector: selectors.BaseSelector, kernels: dict[socket.socket, int]) -> None:
    """The asker is gone: kill its kernel and whatever it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(kernels[line], signal.SIGKILL)
    os.waitpid(kernels.pop(line), 0)
    selector.unregister(line)
    line.close()


def _has_ended(line: socket.socket, pid: int) -> bool:
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        with contextlib.suppress(OSError):
            line.send(str(abs(os.waitstatus_to_exitcode(status)) % 256).encode())
    return bool(ended)


def _fork(line: socket.socket, others: list) -> int:
    request, rights, _, _ = line.recvmsg(MAX_REQUEST, socket.CMSG_SPACE(8))
    output = array.array("i")
    output.frombytes(rights[0][2])
    pid = os.fork()
    if pid:
        for descriptor in output:
            os.close(descriptor)
        return pid
    try:
        for other in (line, *others):
            other.close()
        _become_kernel(json.loads(request), output)
    finally:
        os._exit(1)


def _become_kernel(request: dict, output: array.array) -> None:
    from llmcourse.grading import launcher

    os.setsid()
    os.environ.clear()
    os.environ.update(request["environment"], JPY_PARENT_PID=str(os.getppid()))
    os.chdir(request["folder"])
    for target, descriptor in zip((1, 2), output, strict=True):
        os.dup2(descriptor, target)
        os.close(descriptor)
    tempfile.tempdir = None
    launcher.main(request["connection_file"], request["settings"])
    os._exit(0)


if __name__ == "__main__":
    sys.exit(ask(*sys.argv[2:]) if sys.argv[1] == "ask" else serve(*sys.argv[2:]))
