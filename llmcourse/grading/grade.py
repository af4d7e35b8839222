"""Grade a folder of submissions against a solution notebook, or check one's own file.

The reference runs once under a fresh secret seed; what it emits stays with the grader. Every
submission is read here, as data; its answers go to a worker (`crew`), which merges them into the
reference, runs that by nbval in sandboxed processes, and judges; what comes back goes into the
gradebook, one transaction each. Submissions are only read.
"""

import contextlib
import hashlib
import json
import secrets
import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from tqdm import tqdm

from llmcourse.grading.assignment.merge import (
    Assignment,
    chapter_of,
    declared_assignment,
    find_answers,
    imported_modules,
    read_assignment,
    read_submission,
)
from llmcourse.grading.records.gradebook import FILE, Entry, Gradebook, Run, WrongGradebook
from llmcourse.grading.records.late import LatePolicy
from llmcourse.grading.records.result import Grade, Level, Outcome, Result, Submission, Unreadable
from llmcourse.grading.reports import write as report
from llmcourse.grading.reports.roster import read_roster
from llmcourse.grading.running import crew
from llmcourse.grading.running.cluster import Cluster
from llmcourse.grading.running.crew import Crew, Job, Pool
from llmcourse.grading.running.run import GraderFailed
from llmcourse.grading.sandbox import paths, protection
from llmcourse.grading.sandbox.process import Limits
from llmcourse.grading.submissions import ledger
from llmcourse.grading.submissions.find import find_submissions, passed_over
from llmcourse.machine.files import locked
from llmcourse.machine.text import one_form

LEAST_SECONDS, TIMES_REFERENCE = 10.0, 20  # how long a cell may run unless it is said otherwise
STRICT = "LLMCOURSE_STRICT"
NOTHING_YET = Level("basic", "nothing was graded yet")


class CannotGrade(RuntimeError):
    """The run as a whole is impossible: the reference fails, or the protection that was asked for
    cannot be had.
    """


@dataclass(frozen=True)
class Options:
    """How to grade. None: limits and jobs that suit the machine, the late policy of the run before.

    `regrade` names learners, or is True for all; `roster` is the CSV of an LMS.
    """

    protection: str = "auto"
    limits: Limits | None = None
    jobs: int | None = None
    dask: str | None = None
    late: LatePolicy | None = None
    regrade: Collection[str] | bool = False
    roster: Path | None = None


def grade_folder(
    submissions: Path, assignment: Path, out: Path | None = None, **how: Any
) -> Result:
    """Grade a folder of submissions (`NAME.ipynb`, or a folder NAME with one notebook) against a
    solution notebook.

    Gradebook and reports go into `out`, which must hold nothing but the grader's own earlier ones;
    what is graded there already is not graded again, unless file or reference have changed or
    `regrade` asks for it. `how` are fields of `Options`. Raises CannotGrade, ReleaseError,
    Unreadable, WrongGradebook, OccupiedFolder, BadRoster and NotADirectoryError.
    """
    options = Options(**how)
    if out is not None:
        report.require_own_folder(out, submissions)
    if options.roster is not None:
        read_roster(options.roster)  # a list that cannot be read ends the run before it begins
    known = read_assignment(assignment)
    level = _level(options.protection, [assignment, submissions])
    found = find_submissions(submissions)
    with contextlib.ExitStack() as opened:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            opened.enter_context(locked(out / f"{FILE}.lock"))
        book = opened.enter_context(Gradebook(out and out / FILE, known.name, known.exercises))
        origins = ledger.origins(submissions)
        came_from = {one.learner: origins.get(one.path.name) for one in found}
        book.note_found(came_from, passed_over(submissions))
        try:
            grade_class(book, known, level, found, options, ledger.times(submissions))
        except sqlite3.OperationalError as error:
            raise CannotGrade(
                f"The gradebook in {out} cannot be written: {error}. What was graded is kept: make "
                "room, and run the same command again."
            ) from error
        result = result_of(book, known)
        if out is not None:
            report.write(result, out, _roster(book))
    return result


def grade_class(
    book: Gradebook,
    known: Assignment,
    level: Level,
    found: list[Submission],
    options: Options,
    times: Mapping[str, float | None],
) -> None:
    """Grade what the gradebook does not hold yet, and record it.

    `times`: when files of these names were handed in, None where nobody knows; of others the file's
    own time counts.
    """
    version, before = _version(known), book.last_run() or Run("", level)
    late = options.late.as_json() if options.late else before.late
    roster = str(options.roster.resolve()) if options.roster else before.roster
    to_do = [(one, _digest(one)) for one in found]
    if options.regrade is not True:
        again, done = set(map(one_form, options.regrade or ())), book.done()
        strangers = again - {one.learner for one in found}
        if strangers:
            raise CannotGrade(
                f"There is no submission of {', '.join(sorted(strangers))} to grade again."
            )
        to_do = [
            (one, key)
            for one, key in to_do
            if one.learner in again or (one.learner, key, version) not in done
        ]
    run = book.begin_run(Run(version, level, late, roster))
    if found and not to_do:
        return
    graded = 0
    with (
        _crew(known, level, options) as (workers, job),
        tqdm(total=len(to_do), unit="file", disable=None) as bar,
    ):
        for grade, digest in _graded(workers, job, to_do):
            grade.submitted = _submitted(grade.submission, times)
            book.record(run, grade, digest)
            graded += 1
            bar.update()
    assert graded == len(to_do)


def result_of(book: Gradebook, known: Assignment) -> Result:
    """Return the class as the gradebook has it now."""
    run = book.last_run()
    policy = LatePolicy.from_json(run.late) if run and run.late else None
    grades = tuple(book.grades())
    for one in grades:
        if policy:
            one.lateness = policy.lateness(one.submitted)
    starters = {one.number: _source_of(known.blank, f"ex-{one.key}") for one in known.exercises}
    return Result(
        known.name,
        known.exercises,
        grades,
        book.weakest_level() or NOTHING_YET,
        starters,
        book.passed_over(),
        book.gone(),
        book.teams(),
        policy.due if policy else None,
    )


def override(
    out: Path,
    assignment: Path,
    learner: str,
    exercise: str,
    points: float,
    reason: str,
    author: str = "",
) -> None:
    """Let a person's points count for one exercise, and write the reports in `out` anew; raises
    WrongGradebook.
    """
    with _opened(out, assignment) as (book, known):
        book.override(learner, exercise, points, reason, author)
        report.write(result_of(book, known), out, _roster(book))


def history(out: Path, assignment: Path, learner: str | None = None) -> list[Entry]:
    """Return every grading that the gradebook in `out` holds, oldest first, of one learner or of
    all.
    """
    with _opened(out, assignment) as (book, _):
        return book.history(learner)


@contextlib.contextmanager
def _opened(out: Path, assignment: Path) -> Iterator[tuple[Gradebook, Assignment]]:
    """Yield the gradebook in `out`, for this process alone, and its assignment."""
    known = read_assignment(assignment)
    if not (out / FILE).is_file():
        raise WrongGradebook(
            f"There is no {FILE} in {out}. Name the folder that `llmcourse grade` wrote into."
        )
    with locked(out / f"{FILE}.lock"), Gradebook(out / FILE, known.name, known.exercises) as book:
        yield book, known


@contextlib.contextmanager
def _crew(known: Assignment, level: Level, options: Options) -> Iterator[tuple[Crew, Job]]:
    """Yield workers, and the job they share, with what the reference has emitted."""
    jobs = options.jobs or len(crew.processors())
    limits = options.limits or Limits(memory=crew.usable_memory(jobs))
    job = Job(
        known,
        level.word == "strict",
        limits,
        {STRICT: "1"},
        str(secrets.randbits(62)),
        imported_modules(known.solution),
    )
    with contextlib.ExitStack() as opened:
        try:
            workers: Crew = _opened_crew(opened, options, jobs, job)
            begun = time.monotonic()
            expected, outcomes = workers.submit(crew.reference, job).result()
        except (RuntimeError, OSError) as error:
            raise CannotGrade(str(error)) from error
        _require_sound(expected, outcomes)
        if options.limits is None:
            seconds = max(LEAST_SECONDS, TIMES_REFERENCE * (time.monotonic() - begun))
            limits = replace(limits, cell_seconds=float(round(seconds)))
        yield workers, replace(job, expected=expected, limits=limits)


def _opened_crew(opened: contextlib.ExitStack, options: Options, jobs: int, job: Job) -> Crew:
    """Return the workers of a cluster, or a pool on this machine, until `opened` is closed."""
    if options.dask:
        return opened.enter_context(Cluster(options.dask))
    space = opened.enter_context(crew.workspace(job.lock, job.modules))
    return opened.enter_context(Pool(jobs, space))


def _graded(
    workers: Crew, job: Job, to_do: list[tuple[Submission, str]]
) -> Iterator[tuple[Grade, str]]:
    """Yield every submission's grade, in the order in which they are done."""
    started: dict[int, tuple[Grade, str]] = {}
    unreadable = []

    def tasks() -> Iterator[tuple[int, tuple]]:
        for number, (submission, digest) in enumerate(to_do):
            grade = Grade(submission)
            try:
                notebook = _of_this_assignment(
                    read_submission(submission.usable()), job.assignment.name
                )
            except Unreadable as error:
                grade.problem = str(error)
                unreadable.append((grade, digest))
                continue
            answers = find_answers(job.assignment, notebook)
            grade.answers = {
                name: answer.source for name, answer in answers.items() if answer.source
            }
            started[number] = grade, digest
            yield number, (crew.grade_answers, job, answers)

    for number, outcomes in crew.in_turn(workers, tasks()):
        grade, digest = started.pop(number)
        for outcome in _outcomes(outcomes, job.assignment):
            grade.record(outcome)
        yield grade, digest
        while unreadable:
            yield unreadable.pop()
    yield from unreadable


def _outcomes(result: list[Outcome] | Exception, known: Assignment) -> list[Outcome]:
    """Return what a worker returned; when it failed, every exercise is one for a person, and none a
    zero.
    """
    if isinstance(result, GraderFailed | OSError | RuntimeError) or not isinstance(result, list):
        fault = f"The grader failed ({type(result).__name__}): {result}"
        return [Outcome(exercise, "not graded", message=fault) for exercise in known.exercises]
    return result


def _level(asked: str, secret: list[Path]) -> Level:
    """Return the protection to use; CannotGrade when strict is not available or hides no secret."""
    level = protection.level()
    if asked == "basic":
        return Level(
            "basic",
            "basic (asked for): separate process, own directory, time limit; no protection of "
            "files or network",
        )
    if asked == "strict" and level.word != "strict":
        raise CannotGrade(
            f"The strict sandbox is not available here: {level.sentence}. Grade on Linux, or in "
            "Docker."
        )
    seen = paths.exposed(secret) if level.word == "strict" else []
    if seen:
        raise CannotGrade(
            f"Learners' code could read {', '.join(map(str, seen))}, which lies among Python's own "
            "files. Move it elsewhere."
        )
    return level


def _require_sound(expected: Mapping[str, tuple], outcomes: list[Outcome]) -> None:
    """Raise CannotGrade when the reference fails, its points do not add up, or two answers share a
    name.
    """
    for outcome in outcomes:
        label = f"The reference solution of {outcome.exercise.number}"
        emitted = expected.get(outcome.exercise.number, ())
        if outcome.state != "right":
            raise CannotGrade(f"{label} fails: {outcome.message}")
        points = sum(emission.points for emission in emitted)
        if abs(points - outcome.exercise.points) > 1e-9:
            raise CannotGrade(
                f"{label} emits answers for {points:g} points, and its grading cell says "
                f"{outcome.exercise.points:g}."
            )
        if len({emission.name for emission in emitted}) < len(emitted):
            raise CannotGrade(f"{label} emits two answers under one name.")


def _of_this_assignment(notebook: dict, name: str) -> dict:
    declared = declared_assignment(notebook)
    chapter = chapter_of(notebook)
    if declared is None and chapter not in (None, name.split("_")[0]):
        declared = f"chapter {chapter}"
    if declared not in (None, name):
        raise Unreadable(f"The notebook belongs to another assignment ({declared[:80]}).")
    return notebook


def _roster(book: Gradebook) -> Path | None:
    """Return the list of an LMS that the latest run went by, if it is still there."""
    run = book.last_run()
    return Path(run.roster) if run and run.roster and Path(run.roster).is_file() else None


def _version(known: Assignment) -> str:
    """Return the hash of all that decides about points in a solution notebook."""
    deciding = [
        (cell.id, cell.source, cell.metadata)
        for cell in known.solution.cells
        if cell.cell_type == "code"
    ]
    return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()


def _digest(submission: Submission) -> str:
    """Return the hash of a submission's file; what cannot be read has its problem in place of
    one.
    """
    try:
        path = submission.usable()
        if path.is_symlink() or not path.is_file():
            return "no file"
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except Unreadable as error:
        return str(error)
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _submitted(submission: Submission, times: Mapping[str, float | None]) -> datetime | None:
    try:
        seconds = times.get(submission.path.name, submission.path.lstat().st_mtime)
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (OSError, OverflowError, ValueError):
        return None


def _source_of(notebook: NotebookNode, cell_id: str) -> str:
    return next(cell.source for cell in notebook.cells if cell.id == cell_id)
