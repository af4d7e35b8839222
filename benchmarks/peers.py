"""What the benchmarks share: peers in an environment of their own, and processes that take turns."""

import hashlib
import json
import os
import statistics
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

PEERS = Path(__file__).parent / ".peers"
MODELS = ["torch==2.13.0", "transformers==5.24.0", "accelerate==1.15.0", "gguf==0.19.0"]
GRADERS = ["torch==2.13.0", "nbgrader==0.9.6", "nbval==0.11.0"]
# The library's own bars would tear the table.
QUIET = {"TQDM_DISABLE": "1", "TRANSFORMERS_VERBOSITY": "error"}


def peer_python(requirements: Sequence[str]) -> Path:
    """The interpreter of an environment that holds these peers; made when missing (needs a
    network).
    """
    home = PEERS / hashlib.sha256(" ".join(requirements).encode()).hexdigest()[:8]
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (home / "ready").exists():
        print(f"Making an environment for {', '.join(requirements)} …")
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
        (home / "ready").touch()
    return python


class Worker:
    """A process that says one line of JSON when it is ready, and answers each line with another."""

    def __init__(self, python: Path | str, script: str, *arguments: str):
        command = [python, script, "--worker", *map(str, arguments)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env={**os.environ, **QUIET}, **pipes)
        self.start = self._answer()

    def ask(self, command: str) -> dict:
        """Send one command and wait for the answer."""
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"The worker ended with code {self.process.wait()}; what it said stands above."
            )
        return json.loads(line)

    def end(self) -> None:
        """Let the process finish."""
        self.process.stdin.close()
        self.process.wait()


def median_ratio(theirs: list[float], ours: list[float]) -> float:
    """How many times as fast we are: the median over the rounds, in each of which both had the same
    machine.
    """
    return statistics.median(a / b for a, b in zip(theirs, ours, strict=True))
