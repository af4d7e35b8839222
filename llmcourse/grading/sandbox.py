"""Where a learner's code runs: a directory, an environment and a command that leave it nothing it does not need.

On Linux with Landlock and seccomp the kernel process can read Python, its packages and this package, write in its own
directory, and nothing else: no solutions, no submissions, no network, no further process. Elsewhere it is a separate
process with its own directory and limits, which is no protection of files or network; `level` says which, and the
reports repeat it.
"""

import json
import os
import shutil
import signal
import site
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from llmcourse.grading import landlock, seccomp

PACKAGE = Path(__file__).resolve().parents[1]
LAUNCHER = Path(__file__).with_name("launcher.py")
MARK = "LLMCOURSE_SANDBOX"
SYSTEM = (
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/fonts",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/sys/devices/system/cpu",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
)


@dataclass(frozen=True)
class Level:
    """How well learners' code is kept in: "strict" or "basic", and a sentence for people."""

    word: str
    sentence: str


def level() -> Level:
    """What protection this machine gives."""
    abi = landlock.version()
    if abi and seccomp.available():
        return Level(
            "strict",
            f"strict: Landlock version {abi}, seccomp and limits: no files but its own, no network, no other process",
        )
    missing = "seccomp" if abi else "Landlock"
    return Level(
        "basic",
        f"basic ({missing} is not available): separate process, own directory, time limit; "
        "no protection of files or network",
    )


@dataclass(frozen=True)
class Limits:
    """What one kernel may use; seconds are for one cell, by the clock, and end with the process being killed."""

    cell_seconds: float = 60.0
    cpu_seconds: int = 600
    memory: int = 4 << 30
    file_size: int = 64 << 20


def readable() -> list[str]:
    """The paths whose files a locked kernel can read."""
    packages = [
        path for path in (*site.getsitepackages(), *sys.path) if Path(path).name in ("site-packages", "dist-packages")
    ]
    paths = [sys.prefix, sys.base_prefix, *packages, str(PACKAGE), *SYSTEM]
    return sorted({os.path.realpath(path) for path in paths if os.path.exists(path)})


def exposed(paths: Iterable[Path]) -> list[Path]:
    """Those of `paths` that lie where a locked kernel can read: they would be no secret."""
    roots = [Path(root) for root in readable()]
    return [path for path in paths if any(path.resolve().is_relative_to(root) for root in roots)]


@dataclass
class Sandbox:
    """One kernel's private directory, removed by `close` together with every process that is left in it."""

    lock: bool
    limits: Limits = field(default_factory=Limits)
    variables: dict[str, str] = field(default_factory=dict)
    warm: Path | None = None  # the socket of a warm process to fork from

    def __post_init__(self):
        self.directory = Path(
            tempfile.mkdtemp(prefix="k-")
        )  # mode 0700; short, because a socket's path may have 104 characters
        self.home = self.directory / "home"
        self.home.mkdir()

    def command(self) -> list[str]:
        """The kernel's command line; jupyter_client fills in the connection file."""
        settings = {
            "root": str(PACKAGE.parent),
            "lock": self.lock,
            "read": readable(),
            "write": [str(self.directory), "/dev/null"],
            "memory": self.limits.memory,
            "cpu_seconds": self.limits.cpu_seconds,
            "file_size": self.limits.file_size,
        }
        start = (
            [str(LAUNCHER)] if self.warm is None else ["-S", str(LAUNCHER.with_name("warm.py")), "ask", str(self.warm)]
        )
        return [sys.executable, "-I", "-B", *start, "{connection_file}", json.dumps(settings)]

    def environment(self) -> dict[str, str]:
        """The kernel's whole environment: nothing is inherited but what Windows needs to start a process."""
        home = str(self.home)
        own = {
            "HOME": home,
            "USERPROFILE": home,
            "TMPDIR": home,
            "TEMP": home,
            "TMP": home,
            "IPYTHONDIR": home + "/ipython",
            "MPLCONFIGDIR": home + "/matplotlib",
            "JUPYTER_PLATFORM_DIRS": "1",
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            MARK: str(self.directory),
            **self.variables,
        }
        return own | {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}

    def close(self) -> None:
        """Kill what is left and remove the directory."""
        if not self.lock:  # a locked kernel cannot start processes
            self._kill_survivors()
        for _ in range(50):  # the kernel may be dying still
            shutil.rmtree(self.directory, ignore_errors=True)
            if not self.directory.exists():
                return
            time.sleep(0.02)

    def _kill_survivors(self) -> None:
        """Processes that left their group to outlive the kernel still carry its environment."""
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == str(self.directory):
                    process.kill()
            except (psutil.Error, OSError):
                continue


def kill_group(pid: int) -> None:
    """Kill a kernel's process group at once; it is no error when it is gone."""
    try:
        if os.name == "posix":
            os.killpg(pid, signal.SIGKILL)
        else:
            psutil.Process(pid).kill()
    except (ProcessLookupError, PermissionError, psutil.Error):
        return
