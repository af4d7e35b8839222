"""Run merged notebooks through pytest and nbval, on a folder that holds nothing else."""

import contextlib
import io
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import nbformat
import nbval.plugin
import pytest

from llmcourse.grading.running.items import CourseFile, ExerciseItem, Work

PYTEST = (
    "-c",
    os.devnull,
    "--noconftest",
    "--disable-plugin-autoload",
    "-p",
    "no:warnings",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:faulthandler",
    "-p",
    "no:unraisableexception",
    "-p",
    "no:threadexception",
    "-s",
    "-q",
    "--color=no",
)


class GraderFailed(RuntimeError):
    """pytest itself stopped: a fault of the installation, never of a learner."""


def run_notebooks(works: list[Work], item: type[ExerciseItem], within: Path) -> None:
    """Run merged notebooks, laid out in a folder of its own `within` one; outcomes go to each
    work's `report`.
    """
    with tempfile.TemporaryDirectory(prefix="g-", dir=within) as staging:
        staged = {
            Path(staging).resolve() / f"{number:05d}.ipynb": work
            for number, work in enumerate(works)
        }
        for path, work in staged.items():
            nbformat.write(work.notebook, path)
        _pytest(str(Path(staging).resolve()), Staged(staged, item))


class Staged:
    """pytest plugin: collects the staged notebooks, and nothing else."""

    def __init__(self, works: Mapping[Path, Work], item: type[ExerciseItem]):
        self.works, self.item, self.interrupted = works, item, False

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> CourseFile | None:
        """Return the work that was staged at this path."""
        work = self.works.get(file_path)
        if work is None:
            return None
        return CourseFile.from_parent(parent, path=file_path, work=work, item=self.item)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo) -> None:
        """Note whether somebody pressed Ctrl-C; pytest reports some errors of its own this way."""
        self.interrupted = excinfo.type is KeyboardInterrupt


def _pytest(directory: str, plugin: Staged) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), pytest.MonkeyPatch.context() as environment:
        for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
            environment.delenv(name, raising=False)
        # pytest reads a path up to a bracket: a path of one dot has none
        environment.chdir(directory)
        code = pytest.main(
            [*PYTEST, "--rootdir", directory, "--confcutdir", directory, "."],
            plugins=[nbval.plugin, plugin],
        )
    if plugin.interrupted:
        raise KeyboardInterrupt
    if code not in (
        pytest.ExitCode.OK,
        pytest.ExitCode.TESTS_FAILED,
        pytest.ExitCode.NO_TESTS_COLLECTED,
    ):
        raise GraderFailed(f"pytest stopped ({code!r}): {said.getvalue()[-2000:]}")
