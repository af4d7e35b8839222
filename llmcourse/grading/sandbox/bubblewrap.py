"""bubblewrap, where it is installed and works: the warm process, and so every learner's, sees a
machine of its own.

In it there are only the files that may be read, the run's scratch folder, no other process and no
network, so that even the names and sizes of other files are out of sight. Landlock and seccomp hold
inside as well; without bubblewrap they hold alone.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from llmcourse.grading.sandbox.paths import readable

LINKS = ("/lib", "/lib64", "/bin", "/sbin")


def command(read: Iterable[str], scratch: Path) -> list[str]:
    """Return what to put before a command line so that it runs inside; [] where bubblewrap is
    missing or does not work.
    """
    wrap = _wrap(tuple(read), str(scratch))
    return wrap if works() else []


@cache
def works() -> bool:
    """Return whether an unprivileged box can be made here (some systems forbid it)."""
    if shutil.which("bwrap") is None:
        return False
    test = [*_wrap(tuple(readable()), None), sys.executable, "-I", "-S", "-c", "pass"]
    return subprocess.run(test, capture_output=True, timeout=60).returncode == 0


def _wrap(read: tuple[str, ...], scratch: str | None) -> list[str]:
    links = [(os.readlink(path), path) for path in LINKS if os.path.islink(path)]
    return [
        str(shutil.which("bwrap")),
        *("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *("--tmpfs", "/tmp"),
        *(part for target, path in links for part in ("--symlink", target, path)),
        *(
            part
            for path in read
            if not path.startswith(("/proc", "/dev"))
            for part in ("--ro-bind", path, path)
        ),
        *("--proc", "/proc", "--dev", "/dev"),
        *(() if scratch is None else ("--bind", scratch, scratch)),
    ]
