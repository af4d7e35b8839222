"""Where a learner's code runs: a directory, an environment and a command that leave it nothing it
does not need.

On Linux with Landlock and seccomp the kernel process can read Python, its packages and this
package, write in its own directory, and nothing else: no solutions, no submissions, no network, no
further process. Elsewhere it is a separate process with its own directory and limits, which is no
protection of files or network; `protection.level` says which, and the reports repeat it.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import psutil

from llmcourse.grading.sandbox.paths import PACKAGE, readable
from llmcourse.grading.sandbox.scratch import remove
from llmcourse.grading.sandbox.warm import Forked, fork

RUNNER = Path(__file__).with_name("inside") / "runner.py"
MARK = "LLMCOURSE_SANDBOX"


@dataclass(frozen=True)
class Limits:
    """What one learner's process may use; seconds are for one cell, by the clock, and end with it
    being killed.
    """

    cell_seconds: float = 60.0
    cpu_seconds: int = 600
    memory: int = 4 << 30
    file_size: int = 16 << 20
    disk: int = 256 << 20


@dataclass
class Sandbox:
    """One learner's process and its private folder; `close` ends and removes both."""

    lock: bool
    limits: Limits = field(default_factory=Limits)
    variables: dict[str, str] = field(default_factory=dict)
    warm: Path | None = None  # the socket of a warm process to fork from
    within: Path | None = None  # the folder in which it gets its own
    cpu: int | None = None  # the only processor it may use
    # By file name of an answer's code.
    forbids: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self):
        self.directory = Path(tempfile.mkdtemp(prefix="k-", dir=self.within))  # mode 0700
        self.home = self.directory / "home"
        self.home.mkdir()
        self.process: subprocess.Popen | Forked | None = None

    def start(self) -> tuple[BinaryIO, BinaryIO]:
        """Start the process; the pipes for its cells and for its messages. OSError when the machine
        cannot.
        """
        (down, cells), (messages, up) = os.pipe(), os.pipe()
        try:
            if self.warm is None:
                command = [sys.executable, "-I", "-B", str(RUNNER), json.dumps(self.settings())]
                with (self.directory / "log").open("wb") as log:
                    self.process = subprocess.Popen(
                        command,
                        env=self.environment(),
                        cwd=self.home,
                        stdin=down,
                        stdout=up,
                        stderr=log,
                    )
            else:
                self.process = fork(
                    self.warm, self.environment(), self.home, self.settings(), (down, up)
                )
        except BaseException:
            os.close(cells)
            os.close(messages)
            raise
        finally:
            os.close(down)
            os.close(up)
        return os.fdopen(cells, "wb"), os.fdopen(messages, "rb")

    def settings(self) -> dict:
        """Return what the process is told about itself."""
        return {
            "root": str(PACKAGE.parent),
            "lock": self.lock,
            "read": readable(),
            "write": [str(self.directory), "/dev/null"],
            "memory": self.limits.memory,
            "cpu_seconds": self.limits.cpu_seconds,
            "file_size": self.limits.file_size,
            "cpu": self.cpu,
            "forbids": dict(self.forbids),
        }

    def environment(self) -> dict[str, str]:
        """Return the process's whole environment: nothing is inherited but what Windows needs to
        start a process.
        """
        home = str(self.home)
        own = {
            "HOME": home,
            "USERPROFILE": home,
            "TMPDIR": home,
            "TEMP": home,
            "TMP": home,
            "IPYTHONDIR": home + "/ipython",
            "MPLCONFIGDIR": home + "/matplotlib",
            "MPLBACKEND": "agg",
            "TORCHDYNAMO_DISABLE": "1",  # torch.compile has no compiler here: what it is given runs
            "JUPYTER_PLATFORM_DIRS": "1",
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            MARK: str(self.directory),
            **self.variables,
        }
        return own | {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}

    def last_words(self) -> str:
        """Return what a process that was started cold wrote on its way out."""
        log = self.directory / "log"
        return log.read_text(errors="replace")[-1500:] if log.exists() else ""

    def close(self) -> None:
        """End the process, kill what else it left, and remove its folder."""
        process, self.process = self.process, None
        if isinstance(process, Forked):
            process.end()
        elif process is not None:
            for one in [] if self.lock else _family(process.pid):
                with contextlib.suppress(psutil.Error):
                    one.kill()
            process.kill()
            process.wait()
        if not self.lock:  # a locked process cannot start others
            self._kill_survivors()
        remove(self.directory)

    def _kill_survivors(self) -> None:
        """Kill processes that left their group; they still carry the environment."""
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == str(self.directory):
                    process.kill()
            except (psutil.Error, OSError):
                continue


def _family(pid: int) -> list[psutil.Process]:
    """Return the processes that a process has started, and those that they have."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []
