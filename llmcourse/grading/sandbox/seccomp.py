"""seccomp: a process gives up, for good, the system calls that a notebook never needs. Linux on
x86-64 and arm64.

No network, no other process (neither starting one nor touching one), no change of a file's owner or
mode, nothing of the kernel's rarely used doors. Called in the child that will run a learner's code,
after `landlock`, before that code is read.
"""

import ctypes
import os
import platform
import struct
from errno import ENOSYS, EOPNOTSUPP, EPERM

NO_NEW_PRIVS, GET_SECCOMP, SET_SECCOMP, FILTER_MODE = 38, 21, 22, 2
# instructions of the filter's little machine
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
KILL, ALLOW, FAIL = 0x80000000, 0x7FFF0000, 0x00050000
NUMBER, ARCHITECTURE, ARGUMENT = 0, 4, 16
CLONE_THREAD, STREAM, SET_PARENT_DEATH_SIGNAL = 0x00010000, 1, 1

ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
X32 = 0x40000000
# fmt: off
# name: (number on x86-64, number on arm64); None where the machine has no such call
DENIED = {
    # other processes
    "fork": (57, None), "vfork": (58, None), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "kcmp": (312, 272),
    "ioprio_set": (251, 30),
    "migrate_pages": (256, 238), "move_pages": (279, 239),
    # talk: Landlock does not stop a connection to a socket file (D-Bus, docker.sock)
    "connect": (42, 203), "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190),
    "mq_open": (240, 180),
    "socket": (41, 198), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    # files: neither Landlock nor a dropped capability stops an owner from these
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "truncate": (76, 45),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # the kernel's rarely used doors
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "setns": (308, 268),
    "unshare": (272, 97), "bpf": (321, 280), "perf_event_open": (298, 241), "keyctl": (250, 219),
    "add_key": (248, 217), "request_key": (249, 218), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "syslog": (103, 116), "fanotify_init": (300, 262), "inotify_add_watch": (254, 27),
}
# These do nothing and say that all went well: copying a file sets its mode and times, a thread may
# set its schedule.
IGNORED = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setpriority": (141, 140), "sched_setparam": (142, 118), "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274), "sched_setaffinity": (203, 122),
}
# fmt: on
SOCKETPAIR, CLONE, CLONE3, PRCTL = (53, 199), (56, 220), (435, 435), (157, 167)
OWN_PROCESS_ONLY = {"kill": (62, 129), "tgkill": (234, 131)}
OWN_OR_ZERO_ONLY = {"prlimit64": (302, 261)}


def available() -> bool:
    """Return whether this machine and kernel take a filter."""
    if os.uname().sysname != "Linux" or platform.machine() not in ARCHITECTURES:
        return False
    return ctypes.CDLL(None).prctl(GET_SECCOMP, 0, 0, 0, 0) >= 0


def restrict() -> None:
    """Put the filter on this process and all its threads to come; OSError when the kernel refuses
    it.
    """
    column, architecture = ARCHITECTURES[platform.machine()]
    program = _program(column, architecture, os.getpid())
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    header = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    )
    libc = ctypes.CDLL(None, use_errno=True)
    if (
        libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0) < 0
        or libc.prctl(SET_SECCOMP, FILTER_MODE, header, 0, 0) < 0
    ):
        raise OSError(ctypes.get_errno(), "seccomp")


def _program(column: int, architecture: int, pid: int) -> list[tuple]:
    """Return the filter: refuse foreign call tables, denied calls, and calls with arguments that
    are not allowed.
    """
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        _answer(KILL),
        (LOAD, 0, 0, NUMBER),
    ]
    if column == 0:
        steps += [(AT_LEAST, 0, 1, X32), _answer(KILL)]
    for calls, error in ((DENIED, EPERM), (IGNORED, 0)):
        for numbers in calls.values():
            number = numbers[column]
            if number is not None:
                steps += _when(number, [_answer(FAIL | error)])
    steps += _when(CLONE3[column], [_answer(FAIL | ENOSYS)])  # the C library falls back to clone
    # Threads yes, processes no.
    steps += _when(CLONE[column], _only_if((ANY_BIT, CLONE_THREAD), EPERM))
    steps += _when(SOCKETPAIR[column], _unix_stream())
    steps += _when(PRCTL[column], _unless(SET_PARENT_DEATH_SIGNAL))
    for numbers in OWN_PROCESS_ONLY.values():
        steps += _when(numbers[column], _only_if((EQUAL, pid), EPERM))
    for numbers in OWN_OR_ZERO_ONLY.values():
        steps += _when(
            numbers[column],
            [
                (LOAD, 0, 0, ARGUMENT),
                (EQUAL, 2, 0, 0),
                (EQUAL, 1, 0, pid),
                _answer(FAIL | EPERM),
                _answer(ALLOW),
            ],
        )
    return [*steps, _answer(ALLOW)]


def _answer(verdict: int) -> tuple:
    return RETURN, 0, 0, verdict


def _when(number: int, body: list[tuple]) -> list[tuple]:
    """Run `body`, which ends with an answer, for this call number only."""
    return [(EQUAL, 0, len(body), number), *body]


def _only_if(test: tuple[int, int], error: int) -> list[tuple]:
    """Return allow the call when its first argument passes the test."""
    instruction, value = test
    return [
        (LOAD, 0, 0, ARGUMENT),
        (instruction, 1, 0, value),
        _answer(FAIL | error),
        _answer(ALLOW),
    ]


def _unless(value: int) -> list[tuple]:
    """Refuse the call when its first argument is this one."""
    return [(LOAD, 0, 0, ARGUMENT), (EQUAL, 0, 1, value), _answer(FAIL | EPERM), _answer(ALLOW)]


def _unix_stream() -> list[tuple]:
    """Return allow pairs of streams inside the process, which asyncio needs: family 1, type 1."""
    return [
        (LOAD, 0, 0, ARGUMENT),
        (EQUAL, 0, 4, 1),
        (LOAD, 0, 0, ARGUMENT + 8),
        (AND, 0, 0, 0xF),
        (EQUAL, 0, 1, STREAM),
        _answer(ALLOW),
        _answer(FAIL | EOPNOTSUPP),
    ]
