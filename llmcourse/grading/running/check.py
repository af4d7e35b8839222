"""A learner's own file, to be checked by the visible checks of the original exercise.

What counts in the file is the source of its answer cells; checks, setup and everything else come
from the pristine exercise, derived in memory from the solution notebook, or in a kit from the
original that came with it. Typed-in outputs and edited checks therefore change nothing.

All this serves the learner alone: whoever bends it fools nobody else, since the grader reads
nothing of it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from llmcourse.grading.assignment.kit import ORIGINALS
from llmcourse.grading.assignment.merge import (
    Assignment,
    chapter_of,
    declared_assignment,
    exercise_from,
    find_answers,
    forbidden_files,
    imported_modules,
    merge_answers,
    read_assignment,
    read_submission,
)
from llmcourse.grading.assignment.release import ReleaseError, is_untouched, read_notebook
from llmcourse.grading.records.result import (
    Exercise,
    Grade,
    Outcome,
    Result,
    Submission,
    Unreadable,
)
from llmcourse.grading.running import crew
from llmcourse.grading.running.items import CheckItem, CourseFile, Work
from llmcourse.grading.running.run import run_notebooks
from llmcourse.grading.sandbox.paths import PACKAGE
from llmcourse.grading.sandbox.process import Limits, Sandbox
from llmcourse.grading.sandbox.protection import level
from llmcourse.machine.text import printable


class DamagedFile(pytest.File):
    """A file in a folder of exercises that is no notebook: fails at collection, in plain words."""

    def __init__(self, *args, problem: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.problem = problem

    def collect(self) -> list:
        """Say what is wrong with the file."""
        raise self.CollectError(printable(f"{self.path.name}: {self.problem}"))


def collect(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return the collector for a learner's file; None when it is a notebook of something else."""
    names: dict[str, Any] = {
        "path": path,
        "name": printable(path.name),
        "nodeid": _node_id(path, parent),
    }
    try:
        submission = read_submission(path)
        if declared_assignment(submission) is None:
            chapter = chapter_of(submission)
            if chapter is None or _in_reach(path, chapter) is None:
                return None  # a notebook of something else
        work = learner_work(path, lambda outcome: None)
    except (Unreadable, ReleaseError) as error:
        return DamagedFile.from_parent(parent, problem=str(error), **names)
    return CourseFile.from_parent(parent, work=work, item=CheckItem, **names)


def _node_id(path: Path, parent: pytest.Collector) -> str:
    """Return what pytest calls a file, without signs that drive a terminal."""
    root = parent.config.rootpath
    inside = path.relative_to(root) if path.is_relative_to(root) else path
    return printable(inside.as_posix())


def check_file(path: Path) -> Result:
    """Check a learner's own file by the visible checks; raises Unreadable when it is no exercise of
    this course.
    """
    checked = Grade(Submission(path.stem, path))
    work = learner_work(path, checked.record)
    with crew.workspace(level().word == "strict", imported_modules(work.notebook)) as space:
        start = partial(learner_sandbox, work.exercises, space.warm, space.scratch)
        run_notebooks([replace(work, sandbox=start, explaining=start)], CheckItem, space.staged)
    return Result(work.name, work.exercises, (checked,), level())


def learner_work(path: Path, report: Callable[[Outcome], None]) -> Work:
    """Return what to run for the learner's file at `path`; raises Unreadable, or ReleaseError for a
    damaged solution.
    """
    submission = read_submission(path)
    assignment = find_assignment(path, declared_assignment(submission) or chapter_of(submission))
    answers = find_answers(assignment, submission)
    notebook = merge_answers(assignment.blank, answers)
    start = partial(learner_sandbox, assignment.exercises)
    return Work(assignment.name, notebook, assignment.exercises, answers, start, start, report)


def learner_sandbox(
    exercises: Iterable[Exercise], warm: Path | None = None, within: Path | None = None
) -> Sandbox:
    """Make a sandbox as the grader would on this machine, in strict mode: a blank answer fails."""
    return Sandbox(
        level().word == "strict",
        Limits(),
        {"LLMCOURSE_STRICT": "1"},
        warm,
        within,
        forbids=forbidden_files(exercises),
    )


def find_assignment(path: Path, name: str | None) -> Assignment:
    """Return the assignment of this name or chapter, from solutions/ or originals/ in the nearest
    folder above `path`, or beside the package.
    """
    if name is None or not re.fullmatch(r"\w+", name):
        raise Unreadable(
            "The notebook does not say which assignment it is. Copy your answers into a fresh "
            "exercise file."
        )
    found = _in_reach(path, name)
    if found is not None:
        is_original = found.parent.name == ORIGINALS
        return released_assignment(found) if is_original else read_assignment(found)
    raise Unreadable(
        f"The original of {name} was not found, from which the checks are read (solutions/ or "
        f"{ORIGINALS}/). "
        "Keep the exercise inside the course's folder, or inside the folder of your kit."
    )


def _in_reach(path: Path, name: str) -> Path | None:
    """Return the original of an assignment, by its name or its chapter's number; None when there is
    none, or are several.
    """
    for folder in (*path.resolve().parents, PACKAGE.parent):
        for place in ("solutions", ORIGINALS):
            exact = folder / place / f"{name}.ipynb"
            found = [exact] if exact.is_file() else list((folder / place).glob(f"{name}_*.ipynb"))
            if len(found) == 1:
                return found[0]
    return None


def released_assignment(path: Path) -> Assignment:
    """Return the assignment as a released notebook has it, which serves as its own solution;
    Unreadable when it was changed.

    A learner who changes the original with care is not found out, and gains wrong checks.
    """
    if not is_untouched(path):
        raise Unreadable(
            f"{path} was changed, so its checks cannot be relied on. Take it from your kit's zip "
            "again."
        )
    notebook = read_notebook(path)
    try:
        course = notebook.metadata.llmcourse
        exercises = tuple(exercise_from(listed) for listed in course.exercises)
        ids = {cell.id for cell in notebook.cells}
        if exercises and all({f"ex-{one.key}", f"check-{one.key}"} <= ids for one in exercises):
            return Assignment(course.assignment, notebook, notebook, exercises)
    except (AttributeError, KeyError, TypeError):
        pass  # as for the wrong exercises
    raise Unreadable(f"{path} does not list its exercises. Take it from your kit's zip again.")
