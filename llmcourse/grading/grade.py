"""Grade a folder of submissions against a solution notebook, or check one's own file.

The reference runs once under a fresh secret seed; what it emits stays in this process. Every submission is merged,
run by nbval in a sandboxed kernel, and judged here. Submissions are only read. What is written goes into a folder of
its own.
"""

import contextlib
import io
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import nbformat
import nbval.plugin
import pytest
from tqdm import tqdm

from llmcourse.grading import report, sandbox
from llmcourse.grading.answers import SEED, Emission
from llmcourse.grading.items import CheckItem, CourseFile, ExerciseItem, GradeItem, Work
from llmcourse.grading.learner import learner_work
from llmcourse.grading.merge import (
    Answer,
    Assignment,
    Unreadable,
    declared_assignment,
    find_answers,
    merge,
    read_assignment,
    read_submission,
)
from llmcourse.grading.result import Grade, Outcome, Result
from llmcourse.grading.sandbox import Level, Limits, Sandbox
from llmcourse.grading.submissions import Submission, find_submissions
from llmcourse.grading.warm import Warm

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


ORDINARY = Limits()


class CannotGrade(RuntimeError):
    """The run as a whole is impossible: the reference fails, or the protection that was asked for cannot be had."""


def grade(
    submissions: Path, assignment: Path, out: Path | None = None, protection: str = "auto", limits: Limits = ORDINARY
) -> Result:
    """Grade a folder of submissions (`NAME.ipynb`, or a folder NAME with one notebook) against a solution notebook.

    Reports go into `out`, which must hold nothing but the grader's own earlier ones. `protection` is "auto" (the best
    this machine has), "strict" (that or nothing) or "basic". Raises CannotGrade, ReleaseError, Unreadable,
    OccupiedFolder, NotADirectoryError.
    """
    if out is not None:
        report.require_free(out, submissions)
    known, level = read_assignment(assignment), _level(protection, [assignment, submissions])
    found = find_submissions(submissions)
    variables = {SEED: str(secrets.randbits(62)), "LLMCOURSE_STRICT": "1"}
    grades = [Grade(submission) for submission in found]
    with _kernels(level.word == "strict", limits, variables) as start:
        expected = _reference(known, start)
        works = [work for one in grades if (work := _work(one, known, start, expected))]
        run(works, GradeItem, total=len(works) * len(known.exercises))
    result = Result(known.name, known.exercises, tuple(grades), level)
    if out is not None:
        report.write(result, out)
    return result


def check(path: Path) -> Result:
    """Check a learner's own file by the visible checks; raises Unreadable when it is no exercise of this course."""
    grade = Grade(Submission(path.stem, path))
    work = learner_work(path, grade.record)
    run([work], CheckItem, total=len(work.exercises))
    return Result(work.name, work.exercises, (grade,), sandbox.level())


def run(works: list[Work], item: type[ExerciseItem], total: int) -> None:
    """Run merged notebooks through pytest and nbval on a staging directory that holds nothing else."""
    with tempfile.TemporaryDirectory(prefix="g-") as staging, tqdm(total=total, unit="exercise", disable=None) as bar:
        staged = {Path(staging).resolve() / f"{number:05d}.ipynb": work for number, work in enumerate(works)}
        for path, work in staged.items():
            nbformat.write(work.notebook, path)
        _pytest(str(Path(staging).resolve()), Staged(staged, item, bar))


class Staged:
    """pytest plugin: collects the staged notebooks, and nothing else."""

    def __init__(self, works: Mapping[Path, Work], item: type[ExerciseItem], bar: tqdm):
        self.works, self.item, self.bar, self.interrupted = works, item, bar, False

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> CourseFile | None:
        """The work that was staged at this path."""
        work = self.works.get(file_path)
        return work and CourseFile.from_parent(parent, path=file_path, work=work, item=self.item)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo) -> None:
        """Somebody pressed Ctrl-C; pytest reports some errors of its own this way as well."""
        self.interrupted = excinfo.type is KeyboardInterrupt

    def pytest_runtest_logfinish(self) -> None:
        """One exercise is done."""
        self.bar.update()


@contextlib.contextmanager
def _kernels(lock: bool, limits: Limits, variables: dict[str, str]) -> Iterator[Callable[[], Sandbox]]:
    """How to start a kernel: forked from a warm process where kernels are locked, from nothing elsewhere."""
    if not lock:
        yield lambda: Sandbox(False, limits, variables)
        return
    with contextlib.ExitStack() as stack:
        try:
            warm = stack.enter_context(Warm(sandbox.PACKAGE.parent))
        except RuntimeError as error:
            raise CannotGrade(str(error)) from error
        yield lambda: Sandbox(True, limits, variables, warm.path)


def _pytest(directory: str, plugin: Staged) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), pytest.MonkeyPatch.context() as environment:
        for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
            environment.delenv(name, raising=False)
        code = pytest.main(
            [*PYTEST, "--rootdir", directory, "--confcutdir", directory, directory], plugins=[nbval.plugin, plugin]
        )
    if plugin.interrupted:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise CannotGrade(f"pytest stopped ({code!r}): {said.getvalue()[-2000:]}")


def _level(protection: str, secret: list[Path]) -> Level:
    """The protection to use; CannotGrade when strict cannot be had, or would not hide what is secret."""
    level = sandbox.level()
    if protection == "basic":
        return Level(
            "basic", "basic (asked for): separate process, own directory, time limit; no protection of files or network"
        )
    if protection == "strict" and level.word != "strict":
        raise CannotGrade(f"The strict sandbox cannot be had here: {level.sentence}. Grade on Linux, or in Docker.")
    if level.word == "strict" and (seen := sandbox.exposed(secret)):
        raise CannotGrade(
            f"Learners' code could read {', '.join(map(str, seen))}, which lies among Python's own files. "
            "Move it elsewhere."
        )
    return level


def _reference(assignment: Assignment, start: Callable[[], Sandbox]) -> dict[str, tuple[Emission, ...]]:
    """What the reference emits for every exercise; CannotGrade when it fails or its points do not add up."""
    solved = {cell.id: cell.source for cell in assignment.solution.cells}
    answers = {one.number: Answer("answered", solved[f"ex-{one.key}"]) for one in assignment.exercises}
    outcomes = []
    work = Work(
        assignment.name, merge(assignment.solution, answers), assignment.exercises, answers, start, outcomes.append
    )
    run([work], GradeItem, total=len(assignment.exercises))
    for outcome in outcomes:
        _require_sound(outcome)
    return {outcome.exercise.number: outcome.received for outcome in outcomes}


def _require_sound(outcome: Outcome) -> None:
    label = f"The reference solution of {outcome.exercise.number}"
    errors = [emission.error for emission in outcome.received if emission.error]
    if outcome.state != "right" or errors:
        raise CannotGrade(f"{label} fails: {outcome.message or errors[0]}")
    points = sum(emission.points for emission in outcome.received)
    if abs(points - outcome.exercise.points) > 1e-9:
        raise CannotGrade(
            f"{label} emits answers for {points:g} points, and its grading cell says {outcome.exercise.points:g}."
        )
    if len({emission.name for emission in outcome.received}) < len(outcome.received):
        raise CannotGrade(f"{label} emits two answers under one name.")


def _work(one: Grade, assignment: Assignment, start: Callable[[], Sandbox], expected: Mapping) -> Work | None:
    """What to run for a submission; None, with its problem noted, when the file is of no use."""
    try:
        notebook = _of_this_assignment(read_submission(one.submission.usable()), assignment.name)
    except Unreadable as error:
        one.problem = str(error)
        return None
    answers = find_answers(assignment, notebook)
    return Work(
        assignment.name, merge(assignment.solution, answers), assignment.exercises, answers, start, one.record, expected
    )


def _of_this_assignment(notebook: dict, name: str) -> dict:
    declared = declared_assignment(notebook)
    if declared not in (None, name):
        raise Unreadable(f"The notebook belongs to another assignment ({declared[:80]}).")
    return notebook
