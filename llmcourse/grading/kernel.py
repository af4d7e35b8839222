"""nbval's running kernel, guarded: sandboxed, watched, and killed from outside when it dies, hangs or floods.

nbval waits on one channel at a time; here both are read while a cell runs, so that a dead kernel is noticed within a
fifth of a second, and output is counted as it comes. Everything that arrives is untrusted.
"""

import time
from collections import deque
from queue import Empty

import zmq
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager
from nbval.kernel import RunningKernel

from llmcourse.grading.answers import MIME
from llmcourse.grading.sandbox import Sandbox, kill_group

POLL_SECONDS, STARTUP_SECONDS = 0.2, 60
MAX_MESSAGE, MAX_QUEUE, MAX_OUTPUT, MAX_KEPT_TEXT = 48_000_000, 10, 40_000_000, 20_000


class KernelLost(RuntimeError):
    """The kernel died or was killed; the message says why, in words for the learner."""


class KernelUnavailable(RuntimeError):
    """No kernel could be started: a fault of the machine or the installation, never of a learner."""


class OneSpec(KernelSpecManager):
    """Knows a single kernel, the sandbox's, whatever a notebook asks for."""

    def __init__(self, command: list[str]):
        super().__init__()
        self.command = command

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The sandbox's kernel, under any name."""
        return KernelSpec(argv=self.command, display_name="Python", language="python")


class GuardedKernel(RunningKernel):
    """A kernel in a sandbox of its own, for nbval's cells to run in."""

    def __init__(self, sandbox: Sandbox):
        self.sandbox, self.pending, self.answers, self.output = sandbox, deque(), [], 0
        self.km = KernelManager(kernel_name="sandboxed", kernel_spec_manager=OneSpec(sandbox.command()))
        if zmq.has("ipc"):
            self._use_private_sockets()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def execute_cell_input(self, cell_input: str, allow_stdin: bool | None = None) -> str:
        """Send a cell; what is left over from the cell before is forgotten."""
        self.pending.clear()
        self.answers, self.output = [], 0
        return super().execute_cell_input(cell_input, allow_stdin=False)

    def await_reply(self, msg_id: str, timeout: float | None = None) -> None:
        """Wait for the cell to end; KernelLost when the kernel dies, floods, or exceeds the sandbox's time limit."""
        deadline = time.monotonic() + self.sandbox.limits.cell_seconds
        shell, iopub = self.kc.shell_channel.socket, self.kc.iopub_channel.socket
        poller = zmq.Poller()
        poller.register(shell, zmq.POLLIN)
        poller.register(iopub, zmq.POLLIN)
        while True:
            ready = dict(poller.poll(POLL_SECONDS * 1000))
            if iopub in ready:
                self._take_output()
            if shell in ready and self.kc.get_shell_msg(timeout=0)["parent_header"].get("msg_id") == msg_id:
                return
            if time.monotonic() > deadline:
                self.lose(f"It ran longer than {self.sandbox.limits.cell_seconds:g} seconds and was stopped.")
            if not ready and not self.is_alive():
                self.lose("The Python process ended while it ran (a crash, an exit, or too little memory).")

    def get_message(self, stream: str, timeout: float | None = None) -> dict:
        """The next message, on iopub those first that came while the cell ran; Empty after `timeout` seconds."""
        if stream != "iopub":
            return super().get_message(stream, timeout)
        deadline = time.monotonic() + timeout
        while not self.pending:
            if time.monotonic() > deadline:
                raise Empty
            if self.kc.iopub_channel.socket.poll(POLL_SECONDS * 1000):
                self._take_output()
            elif not self.is_alive():
                self.lose("The Python process ended while it ran.")
        return self.pending.popleft()

    def lose(self, why: str) -> None:
        """Stop the kernel for good and raise KernelLost."""
        self.stop()
        raise KernelLost(why)

    def stop(self) -> None:
        """Kill the kernel's whole process group and remove its directory; may be called twice."""
        if not hasattr(self, "km"):
            return
        if self.km.provisioner is not None and self.km.provisioner.pid:
            kill_group(self.km.provisioner.pid)
        if hasattr(self, "kc"):
            self.kc.stop_channels()
        if self.km.has_kernel:
            self.km.shutdown_kernel(now=True)
        del self.km
        self.sandbox.close()

    def _use_private_sockets(self) -> None:
        """Sockets in the private directory instead of ports that everyone on the machine can reach."""
        self.km.transport, self.km.cache_ports = "ipc", False
        self.km.connection_file = str(self.sandbox.directory / "c.json")
        self.km.ip = str(self.sandbox.directory / "s")

    def _start(self) -> None:
        log = self.sandbox.directory / "log"
        with log.open("wb") as file:
            self.km.start_kernel(env=self.sandbox.environment(), cwd=str(self.sandbox.home), stdout=file, stderr=file)
        self.kc = self.km.client()
        self.kc.context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        self.kc.context.setsockopt(zmq.RCVHWM, MAX_QUEUE)
        self.kc.start_channels()
        try:
            self.kc.wait_for_ready(timeout=STARTUP_SECONDS)
        except RuntimeError as error:
            tail = log.read_text(errors="replace")[-1500:]
            raise KernelUnavailable(f"The sandboxed kernel did not start ({error}). Its last words: {tail}") from error
        self._ensure_iopub_up()

    def _take_output(self) -> None:
        message = self.kc.get_iopub_msg(timeout=0)
        content = message["content"]
        self.output += 200 + _size(content)
        if self.output > MAX_OUTPUT:
            self.lose("It printed far too much and was stopped.")
        if MIME in (content.get("data") or {}):
            self.answers.append(content["data"][MIME])
        elif self.output < MAX_KEPT_TEXT or message["msg_type"] in ("status", "error"):
            self.pending.append(message)


def _size(content: object) -> int:
    """About how many characters a message holds."""
    if isinstance(content, dict):
        return sum(len(str(key)) + _size(value) for key, value in content.items())
    if isinstance(content, list):
        return sum(map(_size, content))
    return len(content) if isinstance(content, str) else 8
