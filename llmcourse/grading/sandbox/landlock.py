"""Landlock: a process gives up, for good, every file but those it names. Linux 5.13 or later, no
privilege needed.

Called in the child that will run a learner's code, through ctypes, before that code is read. What
Landlock does not govern (signals on older kernels, owners and modes of files, sockets) is left to
`seccomp`.
"""

import ctypes
import os
from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF, RULE_PATH_BENEATH, NO_NEW_PRIVS = 444, 445, 446, 1, 38
WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5
MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_SYM = 1 << 7, 1 << 8, 1 << 9, 1 << 10, 1 << 12
TRUNCATE = 1 << 14
READ = READ_FILE | READ_DIR
WRITE = (
    READ
    | WRITE_FILE
    | REMOVE_DIR
    | REMOVE_FILE
    | MAKE_DIR
    | MAKE_REG
    | MAKE_SOCK
    | MAKE_FIFO
    | MAKE_SYM
    | TRUNCATE
)
ON_FILES = READ_FILE | WRITE_FILE | TRUNCATE
# Access bits by version; 5 and later: 16 bits.
GOVERNED = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}


class RulesetAttr(ctypes.Structure):
    _fields_ = [
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    ]


class PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("access", ctypes.c_uint64), ("fd", ctypes.c_int32)]


def version() -> int:
    """Return landlock's version in the running kernel; 0 where there is none."""
    if os.uname().sysname != "Linux":
        return 0
    return max(_libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1), 0)


def restrict(read: Iterable[str], write: Iterable[str]) -> None:
    """Leave this process only the paths in `read` (no writing, no executing) and `write`; OSError
    when that fails.
    """
    abi = version()
    governed = GOVERNED.get(abi, (1 << 16) - 1)
    ruleset = _create(abi, governed)
    for paths, rights in ((read, READ), (write, WRITE)):
        for path in paths:
            _allow(ruleset, path, rights & governed)
    _check(_libc().prctl(NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    _check(_libc().syscall(RESTRICT_SELF, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)


def _create(abi: int, governed: int) -> int:
    """Return a ruleset that denies files, TCP (version 4) and signals and abstract sockets to the
    outside (version 6).
    """
    attributes = RulesetAttr(governed, 3 if abi >= 4 else 0, 3 if abi >= 6 else 0)
    size = 8
    if abi >= 4:
        size = 16
    if abi >= 6:
        size = 24
    create = _libc().syscall(CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), 0)
    return _check(create, "landlock_create_ruleset")


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    rule = PathBeneath(rights if os.path.isdir(path) else rights & ON_FILES, fd)
    _check(
        _libc().syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(rule), 0),
        f"landlock_add_rule {path}",
    )
    os.close(fd)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), what)
    return result
