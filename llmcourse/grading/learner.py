"""A learner's own file, to be checked by the visible checks of the original exercise.

What counts in the file is the source of its answer cells; checks, setup and everything else come from the pristine
exercise, derived in memory from the solution notebook. Typed-in outputs and edited checks therefore change nothing.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from llmcourse.grading.items import CheckItem, CourseFile, Work
from llmcourse.grading.merge import (
    Unreadable,
    declared_assignment,
    find_answers,
    merge,
    read_assignment,
    read_submission,
)
from llmcourse.grading.release import ReleaseError
from llmcourse.grading.result import Outcome
from llmcourse.grading.sandbox import PACKAGE, Limits, Sandbox, level


class DamagedFile(pytest.File):
    """A file in a folder of exercises that is no notebook: fails at collection, in plain words."""

    def __init__(self, *args, problem: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.problem = problem

    def collect(self) -> list:
        """Say what is wrong with the file."""
        raise self.CollectError(f"{self.path.name}: {self.problem}")


def collect(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The collector for a learner's file; None when it is a notebook of something else."""
    try:
        if declared_assignment(read_submission(path)) is None:
            return None
        work = learner_work(path, lambda outcome: None)
    except (Unreadable, ReleaseError) as error:
        return DamagedFile.from_parent(parent, path=path, problem=str(error))
    return CourseFile.from_parent(parent, path=path, work=work, item=CheckItem)


def learner_work(path: Path, report: Callable[[Outcome], None]) -> Work:
    """What to run for the learner's file at `path`; raises Unreadable, or ReleaseError for a damaged solution."""
    submission = read_submission(path)
    assignment = read_assignment(find_solution(path, declared_assignment(submission)))
    answers = find_answers(assignment, submission)
    notebook = merge(assignment.blank, answers)
    return Work(assignment.name, notebook, assignment.exercises, answers, learner_sandbox, report)


def learner_sandbox() -> Sandbox:
    """A kernel as the grader would start it on this machine, in strict mode: a blank answer fails."""
    return Sandbox(level().word == "strict", Limits(), {"LLMCOURSE_STRICT": "1"})


def find_solution(path: Path, name: str | None) -> Path:
    """The solution notebook of assignment `name`, in a solutions folder above `path` or beside the package."""
    if name is None or not re.fullmatch(r"\w+", name):
        raise Unreadable(
            "The notebook does not say which assignment it is. Copy your answers into a fresh exercise file."
        )
    for folder in (*path.resolve().parents, PACKAGE.parent):
        if (folder / "solutions" / f"{name}.ipynb").is_file():
            return folder / "solutions" / f"{name}.ipynb"
    raise Unreadable(
        f"solutions/{name}.ipynb was not found. The checks are read from it: "
        "keep the exercise inside the course's folder."
    )
