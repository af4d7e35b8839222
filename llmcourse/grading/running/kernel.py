"""What nbval takes for a Jupyter kernel: a sandboxed process at the other end of two pipes, watched
from here.

It has the interface of nbval's RunningKernel and nothing of Jupyter behind it, so that it starts in
hundredths of a second. Everything that arrives is untrusted: it is bounded, read as JSON, and never
believed about how the process is.
"""

import contextlib
import queue
import threading
import time
from collections import deque
from queue import Empty
from typing import Any, BinaryIO, NoReturn

from nbval.kernel import RunningKernel

from llmcourse.grading import pipe
from llmcourse.grading.sandbox.process import Sandbox
from llmcourse.grading.sandbox.scratch import MAX_ENTRIES, held, is_nearly_full

UNREADABLE = "What its process sent could not be read: far too much of it, or in another form."
ENDED = "The Python process ended while it ran: a crash, an exit, or too little memory."
MAX_DEPTH = 40
POLL_SECONDS, STARTUP_SECONDS, STOPPING_SECONDS = 0.2, 60, 5
MAX_MESSAGE = 16_000_000
MAX_WAITING = 10
MAX_RECEIVED = 40_000_000
MAX_ANSWERS = 1000
MAX_WORDS = 2000


class KernelLost(RuntimeError):
    """The process died or was killed; the message says why, in words for the learner."""


class KernelUnavailable(RuntimeError):
    """No process could be started: a fault of the machine or the installation, never of a
    learner.
    """


class PipeKernel(RunningKernel):
    """A learner's process, for nbval's cells to run in. `cell_name` is the file name of the next
    cell's code.
    """

    def __init__(self, sandbox: Sandbox):
        self.sandbox, self.cell_name, self.number, self.alive = sandbox, "cell", 0, True
        self.pending: deque[dict] = deque()
        self.answers: list[Any] = []
        self.problem: dict | None = None
        try:
            self.cells, messages = sandbox.start()
        except OSError as error:
            sandbox.close()
            raise KernelUnavailable(
                f"A process for the answers could not be started: {error}"
            ) from error
        self.arrived: queue.Queue = queue.Queue(MAX_WAITING)
        self.reader = threading.Thread(target=_read_all, args=(messages, self.arrived), daemon=True)
        self.reader.start()
        self._wait_until_ready()

    def execute_cell_input(self, cell_input: str, allow_stdin: bool | None = None) -> str:
        """Send a cell; what is left over from the cell before is forgotten."""
        self.number += 1
        self.pending.clear()
        self.answers, self.problem = [], None
        # in a thread, because a process need not read what it is sent
        threading.Thread(
            target=_send, args=(self.cells, self.cell_name, cell_input), daemon=True
        ).start()
        return str(self.number)

    def await_reply(self, msg_id: str, timeout: float | None = None) -> None:
        """Wait for the cell to end; KernelLost when the process dies, floods, or exceeds its
        limits.
        """
        begun = time.monotonic()
        looked = begun
        taken = 0
        while True:
            with contextlib.suppress(Empty):
                kind, size, content = self._next(POLL_SECONDS)
                if kind == "done":
                    self._require_modest_folder()
                    return self._finish(content)
                taken += size
                if kind != "answer" or taken > MAX_RECEIVED or len(self.answers) >= MAX_ANSWERS:
                    self.lose(UNREADABLE)
                self.answers.append(content)
            now = time.monotonic()
            if now - looked > POLL_SECONDS:
                self._require_modest_folder()
                looked = now
            if now - begun > self.sandbox.limits.cell_seconds:
                self.lose(
                    f"It ran longer than {self.sandbox.limits.cell_seconds:g} seconds and was "
                    "stopped."
                )

    def get_message(self, stream: str, timeout: float | None = None) -> dict:
        """Return the message that ends a cell; Empty when there is none."""
        if not self.pending:
            raise Empty
        return self.pending.popleft()

    def is_alive(self) -> bool:
        """Return whether the process can take another cell."""
        return self.alive

    def interrupt(self) -> None:
        """Do nothing: a cell that runs too long is killed from outside, see `await_reply`."""

    def lose(self, why: str) -> NoReturn:
        """Stop the process for good and raise KernelLost."""
        self.stop()
        raise KernelLost(why)

    def stop(self) -> None:
        """Kill the process and remove its folder; may be called twice."""
        if not self.alive:
            return
        self.alive = False
        self.sandbox.close()
        deadline = time.monotonic() + STOPPING_SECONDS
        while self.reader.is_alive() and time.monotonic() < deadline:  # it may be waiting for room
            with contextlib.suppress(Empty):
                self.arrived.get(timeout=0.01)
        # So nobody holds the other ends, and no cell is still being sent.
        if not self.reader.is_alive():
            with contextlib.suppress(OSError):
                self.cells.close()

    def _wait_until_ready(self) -> None:
        try:
            kind, _, problem = self._next(STARTUP_SECONDS)
        except (Empty, KernelLost) as error:
            words = self.sandbox.last_words()
            self.stop()
            raise KernelUnavailable(
                f"The process for the answers did not start. {error} {words}"
            ) from error
        if kind != "ready":
            self.stop()
            raise KernelUnavailable(f"The process for the answers did not start: {problem}")

    def _next(self, seconds: float) -> tuple[str, int, Any]:
        """Return kind, size and content of the next message; Empty after some time, KernelLost when
        the pipe has ended.
        """
        message = self.arrived.get(timeout=seconds)
        if isinstance(message, EOFError):
            self.lose(ENDED)
        if isinstance(message, Exception) or not isinstance(message, dict):
            self.lose(UNREADABLE)
        content = message.get("content", message.get("problem"))
        size, depth = _measured(content)
        if depth > MAX_DEPTH:
            self.lose(UNREADABLE)
        return str(message.get("kind"))[:20], size, content

    def _finish(self, problem: Any) -> None:
        """Keep what went wrong, and tell nbval that the cell has ended: it needs no more."""
        if problem is not None:
            self.problem = _plain_problem(problem)
            if self.problem is None:
                self.lose(UNREADABLE)
        ended = {"execution_state": "idle"}
        header = {"msg_id": str(self.number)}
        self.pending.append({"msg_type": "status", "parent_header": header, "content": ended})

    def _require_modest_folder(self) -> None:
        size, entries = held(self.sandbox.directory)
        if size > self.sandbox.limits.disk or entries >= MAX_ENTRIES:
            most = f"{self.sandbox.limits.disk >> 20} MB or {MAX_ENTRIES:,} files"
            self.lose(f"It wrote too much to the disk: more than {most}.")
        if is_nearly_full(self.sandbox.directory):
            self.stop()
            raise KernelUnavailable("The disk of the machine that grades is nearly full.")


def _send(stream: BinaryIO, name: str, source: str) -> None:
    """Send a cell; nothing when the process is gone, which its other pipe tells."""
    with contextlib.suppress(OSError, ValueError):
        pipe.write(stream, {"name": name, "source": source})


def _read_all(stream: BinaryIO, arrived: queue.Queue) -> None:
    """Read messages until there are no more, and put down how it ended."""
    with stream:
        while True:
            try:
                arrived.put(pipe.read(stream, MAX_MESSAGE))
            except (EOFError, OSError):
                return arrived.put(EOFError())
            except Exception as error:
                return arrived.put(error)


def _plain_problem(problem: Any) -> dict | None:
    """Return what a process says went wrong; None when it is not in the form in which `shell` says
    it.
    """
    fields = problem if isinstance(problem, dict) else {}
    line = fields.get("line")
    if not all(isinstance(fields.get(name), str) for name in ("type", "words")):
        return None
    return {
        "type": _words(fields["type"], 100),
        "words": _words(fields["words"], MAX_WORDS),
        "line": line if type(line) is int and 0 < line < 100_000 else 0,
    }


def _words(text: str, limit: int) -> str:
    """Return text without half characters, which could not be written to a file."""
    return text[:limit].encode("utf8", "replace").decode()


def _measured(content: Any) -> tuple[int, int]:
    """Return about how many bytes of memory a message takes, and how deeply it is nested."""
    size, depth, level = 0, 0, [content]
    while level:
        inner: list = []
        for value in level:
            size += len(value) if isinstance(value, str) else 8
            inner += [*value.keys(), *value.values()] if isinstance(value, dict) else []
            inner += value if isinstance(value, list) else []
        depth, level = depth + 1, inner
    return size, depth
