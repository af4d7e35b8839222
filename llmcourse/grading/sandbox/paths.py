"""The paths that a locked process can read: Python, its packages, this package, and what the
system's libraries need.
"""

import os
import site
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
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


@cache
def readable() -> list[str]:
    """Return the paths whose files a locked kernel can read."""
    packages = [
        path
        for path in (*site.getsitepackages(), *sys.path)
        if Path(path).name in ("site-packages", "dist-packages")
    ]
    paths = [sys.prefix, sys.base_prefix, *packages, str(PACKAGE), *SYSTEM]
    return sorted({os.path.realpath(path) for path in paths if os.path.exists(path)})


def exposed(paths: Iterable[Path]) -> list[Path]:
    """Return those of `paths` that lie where a locked kernel can read: they would be no secret."""
    roots = [Path(root) for root in readable()]
    return [path for path in paths if _is_below(path.resolve(), roots)]


def _is_below(path: Path, roots: list[Path]) -> bool:
    return any(path.is_relative_to(root) for root in roots)
