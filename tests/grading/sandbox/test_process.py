"""What a sandboxed process may and may not do, tried from inside: landlock, seccomp, runner and
sandbox together.
"""

import json
import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from conftest import ROOT

from llmcourse.grading.sandbox import bubblewrap, landlock, seccomp
from llmcourse.grading.sandbox.paths import exposed, readable
from llmcourse.grading.sandbox.process import Limits, Sandbox
from llmcourse.grading.sandbox.protection import level

LOCKED = level().word == "strict"
needs_lock = pytest.mark.skipif(not LOCKED, reason="the strict sandbox is not available here")
TRY = """
import ctypes, json, os, socket, subprocess, sys
sys.path.append({root!r})
from llmcourse.grading.sandbox.inside import runner
settings = json.loads({settings!r})
os.umask(0o077)
runner.limit(settings)
if settings["lock"]:
    runner.lock(settings)
try:
    print("did", {code})
except BaseException as error:
    print("refused", type(error).__name__)
"""


def attempt(code, lock=True, **limits):
    """Run one expression as a locked (or only limited) process; what it printed."""
    box = Sandbox(lock, Limits(**limits))
    try:
        settings = box.settings()
        program = TRY.format(root=str(ROOT), settings=json.dumps(settings), code=code)
        run = subprocess.run(
            [sys.executable, "-I", "-B", "-c", program],
            env=box.environment(),
            cwd=box.home,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return run.stdout.strip() or f"died {run.returncode} {run.stderr[-300:]}"
    finally:
        box.close()


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    base = tmp_path_factory.mktemp("places")
    (base / "secret").write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(base / "s"))
        local.listen()
        yield {
            "secret": str(base / "secret"),
            "base": str(base),
            "port": server.getsockname()[1],
            "local": str(base / "s"),
            "parent": os.getpid(),
            "package": str(ROOT / "llmcourse" / "new"),
            "tests": str(ROOT / "tests"),
            "true": "/bin/true",
        }


CANNOT = {
    "read a file": "open({secret!r}).read()",
    "list a folder": "os.listdir({base!r})",
    "list the tests": "os.listdir({tests!r})",
    "write a file": "open({secret!r}, 'w')",
    "remove a file": "os.remove({secret!r})",
    "truncate a file": "os.truncate({secret!r}, 0)",
    "link a file": "os.link({secret!r}, 'mine')",
    "read through a link": "os.symlink({secret!r}, 'mine') or open('mine').read()",
    "write in the package": "open({package!r}, 'w')",
    "reach a port": "socket.create_connection(('127.0.0.1', {port}), 2)",
    "reach a socket file": "socket.socket(socket.AF_UNIX).connect({local!r})",
    "send a datagram": "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "send to a network": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "fork": "os.fork()",
    "start a program": "subprocess.run([{true!r}])",
    "become a program": "os.execv({true!r}, ['true'])",
    "signal the parent": "os.kill({parent}, 0)",
    "signal everyone": "os.kill(-1, 0)",
    "read the parent's variables": "open('/proc/{parent}/environ').read()",
    "list the parent's files": "os.listdir('/proc/{parent}/fd')",
    "limit the parent": "__import__('resource').prlimit({parent}, 7)",
    "make memory that is a file": "os.memfd_create('x')",
    "outlive the grader": "ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) and 1 / 0",
    "map more than its memory": "__import__('mmap').mmap(-1, 9 << 30)",
    "read the shadow file": "open('/etc/shadow').read()",
}


@needs_lock
@pytest.mark.parametrize("deed", CANNOT)
def test_a_locked_process_cannot(places, deed):
    assert attempt(CANNOT[deed].format(**places)).startswith("refused")


@needs_lock
@pytest.mark.parametrize(
    "deed",
    [
        "read a file",
        "list a folder",
        "read through a link",
        "reach a port",
        "reach a socket file",
        "fork",
        "start a program",
        "signal the parent",
        "read the parent's variables",
        "limit the parent",
    ],
)
def test_control_without_the_lock_it_could(places, deed):
    assert not attempt(CANNOT[deed].format(**places), lock=False).startswith("refused")


@needs_lock
def test_a_changed_mode_does_nothing(places):
    assert attempt("os.chmod({secret!r}, 0)".format(**places)) == "did None"
    assert Path(places["secret"]).stat().st_mode & 0o400


@needs_lock
def test_changed_times_of_a_file_do_nothing(places):
    """When a file was handed in is nobody's to set; as root in a box of bubblewrap the file is not
    even there.
    """
    before = Path(places["secret"]).stat().st_mtime_ns
    assert attempt("os.utime({secret!r}, (1, 1))".format(**places)) == "did None"
    assert Path(places["secret"]).stat().st_mtime_ns == before
    assert attempt("os.utime({secret!r}, (1, 1))".format(**places), lock=False) == "did None"
    assert Path(places["secret"]).stat().st_mtime_ns == 10**9


@needs_lock
@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("open('mine', 'w').write('x') and open('mine').read()", "x"),
        ("__import__('shutil').copy(open('a', 'w').name, 'b')", "b"),
        (
            "__import__('tempfile').NamedTemporaryFile().name.startswith(os.environ['TMPDIR'])",
            "True",
        ),
        ("__import__('torch').ones(2).sum().item()", "2.0"),
        ("os.kill(os.getpid(), 0)", "None"),
        ("__import__('threading').Thread(target=print).start()", "None"),
        ("open('/dev/null', 'w').write('x')", "1"),
        (
            "sorted(os.environ.get(name, '') for name in ('PYTHONPATH', 'HOSTNAME', "
            "'LLMCOURSE_SEED'))",
            "['', '', '']",
        ),
    ],
)
def test_a_locked_process_can(code, result):
    assert attempt(code).splitlines()[-1].endswith(f"did {result}")


@pytest.mark.skipif(os.name != "posix", reason="limits are POSIX")
def test_limits_hold_without_the_lock():
    assert attempt("bytearray(10**9)", lock=False, memory=300 << 20) == "refused MemoryError"
    assert attempt(
        "open('big', 'wb').write(bytes(2_000_000))", lock=False, file_size=1 << 20
    ).startswith(("refused", "died"))
    assert "died -" in attempt("[0 for _ in iter(int, 1)]", lock=False, cpu_seconds=1)
    assert attempt("__import__('resource').getrlimit(4)", lock=False) == "did (0, 0)"


def test_the_directory_is_private_and_removed():
    box = Sandbox(lock=False)
    assert box.directory.stat().st_mode & 0o077 == 0
    box.close()
    assert not box.directory.exists()


def test_the_environment_is_its_own(monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("PYTHONPATH", "x")
    box = Sandbox(False, variables={"A": "b"})
    variables = box.environment()
    box.close()
    assert variables["A"] == "b" and variables["HOME"] == variables["TMPDIR"] == str(box.home)
    assert not {"SECRET_TOKEN", "PYTHONPATH"} & variables.keys()


def test_neither_the_course_nor_submissions_are_readable():
    course = [ROOT / name for name in ("solutions", "exercises", "tests", "notebooks", ".git")]
    assert not exposed(course)
    assert exposed([ROOT / "llmcourse" / "cli.py", Path(sys.prefix) / "lib"])
    assert str(ROOT) not in readable() and "/" not in readable()


def test_the_level_is_said_in_a_word_and_a_sentence(monkeypatch):
    assert level().word in ("strict", "basic")
    assert level().sentence.startswith(level().word)
    monkeypatch.setattr(landlock, "version", lambda: 0)
    assert level().word == "basic" and "no protection of files" in level().sentence
    monkeypatch.setattr(landlock, "version", lambda: 3)
    monkeypatch.setattr(seccomp, "available", lambda: False)
    assert level().word == "basic" and "seccomp" in level().sentence
    monkeypatch.undo()
    monkeypatch.setattr(bubblewrap, "works", lambda: True)
    assert level().word == "basic" or "bubblewrap" in level().sentence


@needs_lock
@pytest.mark.parametrize("abi", [1, 2, 3, 4, 5, 6])
def test_older_landlock_versions_still_lock(abi):
    code = f"""
        import sys
        sys.path.append({str(ROOT)!r})
        from llmcourse.grading.sandbox import landlock
        landlock.version = lambda: {abi}
        landlock.restrict([sys.prefix], [])
        try:
            open({str(ROOT / "pyproject.toml")!r})
        except PermissionError:
            print("refused")
    """
    run = subprocess.run(
        [sys.executable, "-I", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.stdout == "refused\n", run.stderr


def test_every_denied_call_has_a_number_of_its_own():
    """Two names under one number would leave one of them open."""
    calls = [
        *seccomp.DENIED.values(),
        *seccomp.IGNORED.values(),
        *seccomp.OWN_PROCESS_ONLY.values(),
        *seccomp.OWN_OR_ZERO_ONLY.values(),
        seccomp.SOCKETPAIR,
        seccomp.CLONE,
        seccomp.CLONE3,
        seccomp.PRCTL,
    ]
    for column in (0, 1):
        numbers = [numbers[column] for numbers in calls if numbers[column] is not None]
        assert len(numbers) == len(set(numbers))


def test_a_lock_that_fails_ends_the_process_instead_of_running_it_open(tmp_path):
    settings = {
        "root": str(ROOT),
        "lock": True,
        "read": [],
        "write": [],
        "memory": 1 << 30,
        "cpu_seconds": 9,
        "file_size": 1 << 20,
        "cpu": None,
        "forbids": {},
    }
    code = f"""
        import sys
        sys.path.append({str(ROOT)!r})
        from llmcourse.grading.sandbox import landlock
        from llmcourse.grading.sandbox.inside import runner
        def fail(read, write):
            raise OSError("no")
        landlock.restrict = fail
        runner.main({settings!r})
    """
    run = subprocess.run(
        [sys.executable, "-I", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode and "OSError: no" in run.stdout and "ready" not in run.stdout
