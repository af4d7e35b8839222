"""IPython without Jupyter around it: runs cells as a notebook does, magics included, and says what
went wrong.

Lives in the learner's process. Nothing here is trusted by the grader: it is there to be fast and to
explain well.
"""

import bdb
import pdb
import re
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import LSString, SList
from traitlets.config import Config

from llmcourse.grading import forbidden
from llmcourse.grading.answers import MIME

MAX_WORDS = 2000
RUNS_CODE = {"time", "timeit", "prun"}  # magics whose errors are the answer's own
COMMAND_NOT_FOUND = 127  # what a system's shell says of a command that it does not have


class Outlet(DisplayPublisher):
    """Passes on emitted answers, and drops whatever else is displayed."""

    send: Callable[[dict], None] | None = None

    def publish(self, data: dict, metadata: dict | None = None, **more: Any) -> None:  # type: ignore[override]
        """Take what IPython displays and send it on when it is an answer."""
        if self.send and MIME in data:
            self.send(data[MIME])


class Shell(InteractiveShell):
    """A shell without windows, keyboard and a system's shell below it: lines that choose how
    figures are shown, install what is there already, or are made for a front end that is not here,
    pass without effect.
    """

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """Run a line magic, such as `%time f()`; one that does not work here has no effect."""
        try:
            return super().run_line_magic(magic_name, line, _stack_depth + 1)
        except Exception:
            if magic_name in RUNS_CODE:
                raise
            return None

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """Run a cell under a magic, such as `%%time`; under one that is not known here, as it
        is.
        """
        if self.find_cell_magic(magic_name) is not None:
            return super().run_cell_magic(magic_name, line, cell)
        source = "\n" + self.transform_cell(cell)  # the magic was the first line
        return exec(compile(source, self.compile.get_code_name("", "", 0), "exec"), self.user_ns)

    def enable_gui(self, gui: str | None = None) -> None:
        """Leave the event loop as it is: nothing is shown here (`%gui`)."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str]:
        """Return the backend in use, which draws into memory (`%matplotlib`)."""
        return gui, "agg"

    def system(self, cmd: str) -> None:
        """Run nothing (`!pip install`, `%pip`); the cell goes on, as after a command that fails."""
        self.user_ns["_exit_code"] = COMMAND_NOT_FOUND

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> SList | LSString:
        """Return the output of no command (`files = !ls`)."""
        return SList() if split else LSString()


def made() -> InteractiveShell:
    """Return a shell that keeps no history and shows nothing."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = Shell.instance(config=config)
    shell.display_pub = Outlet(parent=shell, shell=shell)
    for method in ("showtraceback", "showsyntaxerror", "ask_exit"):
        setattr(shell, method, _do_nothing)
    leave_out_debuggers()
    return shell


def leave_out_debuggers() -> None:
    """Let a leftover `breakpoint()` or `pdb.set_trace()` have no effect: nobody sits at this
    process.
    """
    sys.breakpointhook = _do_nothing
    pdb.set_trace = _do_nothing
    bdb.Bdb.set_trace = _do_nothing  # type: ignore[method-assign]


def _do_nothing(*_: object, **__: object) -> None:
    pass


def prepared(forbids: Mapping[str, Sequence[str]]) -> InteractiveShell:
    """Return the shell of this process, with a guard on what each cell forbids."""
    shell = InteractiveShell.instance() if InteractiveShell.initialized() else made()
    if forbids:
        forbidden.guard(forbids)
    return shell


def run_cell(shell: InteractiveShell, cell: dict, send: Callable[[dict], None]) -> dict | None:
    """Run a cell `{"name", "source"}`; None when all went well, else what was raised: its type,
    words and line.
    """
    shell.display_pub.send = send
    forbidden.running = answer_of(cell["name"])
    shell.compile.get_code_name = lambda *_: cell["name"]
    result = shell.run_cell(cell["source"], store_history=False, silent=True)
    error = result.error_before_exec or result.error_in_exec
    return None if error is None else described(error, cell["name"])


def described(error: BaseException, name: str) -> dict:
    """Return an error in plain data: type, words, and the line of the answer cell it came from, or
    0.
    """
    if isinstance(error, SyntaxError):
        return {
            "type": type(error).__name__,
            "words": str(error.msg)[:MAX_WORDS],
            "line": error.lineno or 0,
        }
    lines = [
        frame.lineno or 0
        for frame in traceback.extract_tb(error.__traceback__)
        if is_answer(frame.filename)
    ]
    return {
        "type": type(error).__name__,
        "words": str(error)[:MAX_WORDS],
        "line": lines[-1] if lines else 0,
    }


def answer_of(name: str) -> str:
    """Return the file name of the answer that a cell belongs to: its own, or for `cell check-4-1`,
    `answer 4.1`.
    """
    return re.sub(r"^cell (?:check|grade)-(\d+)-(\d+)$", r"answer \1.\2", name)


def is_answer(filename: str) -> bool:
    """Return whether code with this file name came from an answer cell."""
    return filename.startswith("answer ")
