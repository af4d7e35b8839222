"""Share out the work: a pool of processes on this machine, one per core (`cluster` has Dask's).

A task is a job, which is the same for all, and one submission's answers. A worker starts a warm
process (or uses the one of this machine), runs nbval on the merged notebook, and returns plain
outcomes.
"""

import atexit
import contextlib
import ctypes
import itertools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import psutil

from llmcourse.grading.answers import SEED, Emission
from llmcourse.grading.assignment.merge import Assignment, forbidden_files, merge_answers
from llmcourse.grading.records.result import Answer, Outcome
from llmcourse.grading.running.items import GradeItem, ReferenceItem, Work
from llmcourse.grading.running.run import run_notebooks
from llmcourse.grading.sandbox import bubblewrap
from llmcourse.grading.sandbox.paths import PACKAGE, readable
from llmcourse.grading.sandbox.process import Limits, Sandbox
from llmcourse.grading.sandbox.scratch import scratch
from llmcourse.grading.sandbox.warm import Warm

TRIES, PARENT_DEATH_SIGNAL = 3, 1


@dataclass(frozen=True)
class Job:
    """What all tasks of a run share."""

    assignment: Assignment
    lock: bool
    limits: Limits
    variables: Mapping[str, str]
    seed: str
    modules: tuple[str, ...] = ()
    expected: Mapping[str, tuple[Emission, ...]] | None = None

    def solved(self) -> dict[str, str]:
        """Return the reference's answers, by exercise."""
        cells = {cell.id: cell.source for cell in self.assignment.solution.cells}
        return {one.number: cells[f"ex-{one.key}"] for one in self.assignment.exercises}


@dataclass(frozen=True)
class Workspace:
    """Where on this machine learners' processes start, and where notebooks lie that only the grader
    reads.
    """

    scratch: Path
    staged: Path
    warm: Path | None
    cpu: int | None = None


@contextlib.contextmanager
def workspace(lock: bool, modules: Sequence[str]) -> Iterator[Workspace]:
    """Yield a scratch folder and, on Linux, a warm process to fork from; RuntimeError when that
    does not start.
    """
    with scratch() as folder:
        box, staged = folder / "box", folder / "staged"
        box.mkdir()
        staged.mkdir()
        if sys.platform != "linux":
            yield Workspace(box, staged, None)
            return
        wrap = bubblewrap.command(readable(), box) if lock else []
        with Warm(box, PACKAGE.parent, modules, wrap) as warm:
            yield Workspace(box, staged, warm.path)


def reference(
    job: Job, space: Workspace | None = None
) -> tuple[dict[str, tuple[Emission, ...]], list[Outcome]]:
    """Run the reference solution: what it emits for every exercise, and what came of each."""
    answers = {number: Answer("answered", source) for number, source in job.solved().items()}
    outcomes: list[Outcome] = []
    expected: dict[str, tuple[Emission, ...]] = {}
    space = space or _own_workspace(job)
    run_notebooks(
        [_work(job, answers, space, outcomes.append, expected)], ReferenceItem, space.staged
    )
    return expected, outcomes


def grade_answers(
    job: Job, answers: Mapping[str, Answer], space: Workspace | None = None
) -> list[Outcome]:
    """Grade one submission's answers: an outcome for every exercise."""
    outcomes: list[Outcome] = []
    with _one_at_a_time:  # a Dask worker may have several threads
        space = space or _own_workspace(job)
        run_notebooks(
            [_work(job, answers, space, outcomes.append, job.expected)], GradeItem, space.staged
        )
    return outcomes


def _work(
    job: Job, answers: Mapping[str, Answer], space: Workspace, report: Callable, expected: Any
) -> Work:
    known = job.assignment
    forbids = forbidden_files(known.exercises)
    make = partial(
        Sandbox,
        job.lock,
        job.limits,
        warm=space.warm,
        within=space.scratch,
        cpu=space.cpu,
        forbids=forbids,
    )
    start = partial(make, variables={**job.variables, SEED: job.seed})
    explaining = partial(make, variables=dict(job.variables))
    notebook = merge_answers(known.solution, answers)
    return Work(
        known.name,
        notebook,
        known.exercises,
        answers,
        start,
        explaining,
        report,
        expected,
        job.solved(),
    )


_workspace: Workspace | None = None  # of a worker process
_one_at_a_time = threading.Lock()


def _own_workspace(job: Job) -> Workspace:
    """Return this worker's workspace: the one it was given, or one that it opens now and keeps."""
    global _workspace
    if _workspace is None:
        opened = contextlib.ExitStack()
        _workspace = opened.enter_context(workspace(job.lock, job.modules))
        atexit.register(opened.close)
    return _workspace


def _init_worker(where: Workspace, counter: Any, cpus: Sequence[int]) -> None:
    """Initialize a pool worker: ignore Ctrl-C, die with the grader, pin to one processor."""
    global _workspace
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    with counter.get_lock():
        number = counter.value
        counter.value += 1
    _workspace = replace(where, cpu=cpus[number % len(cpus)] if cpus else None)


class Pool:
    """Processes on this machine; a worker that dies is replaced, and its task tried again."""

    def __init__(self, jobs: int, where: Workspace):
        self.size, self.where = jobs, where
        self.executor = self._opened()

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind, error, trace) -> None:
        workers = list((self.executor._processes or {}).values())
        self.executor.shutdown(wait=kind is None, cancel_futures=True)
        for worker in workers:
            worker.kill()

    def submit(self, *task: Any) -> Future:
        """Start a task; a pool that is broken is opened anew."""
        try:
            return self.executor.submit(*task)
        except BrokenProcessPool:
            self.executor.shutdown(wait=False, cancel_futures=True)
            self.executor = self._opened()
            return self.executor.submit(*task)

    def _opened(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        usable = processors()
        pinned = usable if hasattr(os, "sched_setaffinity") and self.size <= len(usable) else []
        return ProcessPoolExecutor(
            self.size, context, _init_worker, (self.where, context.Value("i", 0), pinned)
        )


@runtime_checkable
class Crew(Protocol):
    """Whoever can do tasks: `size` workers, and a future for each task that is submitted."""

    size: int

    def submit(self, *task: Any) -> Future:
        """Start a task: a function, then its arguments."""
        ...


def in_turn(crew: Crew, tasks: Iterable[tuple[Any, tuple]]) -> Iterator[tuple[Any, Any]]:
    """Do tasks, each under a key, two for every worker at a time; keys with results, or errors, as
    they come.
    """
    waiting = iter(tasks)
    running: dict[Future, tuple[Any, tuple]] = {}
    tries: dict[Any, int] = {}

    def start(key: Any, task: tuple) -> None:
        tries[key] = tries.get(key, 0) + 1
        running[crew.submit(*task)] = key, task

    while True:
        for key_and_task in itertools.islice(waiting, 2 * crew.size - len(running)):
            start(*key_and_task)
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED)[0]:
            key, task = running.pop(future)
            try:
                yield key, future.result()
            except BrokenProcessPool as error:
                if tries[key] < TRIES:
                    start(key, task)
                else:
                    yield key, error
            except Exception as error:
                yield key, error


def processors() -> list[int]:
    """Return the processors that this process may use, by number."""
    return (
        sorted(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else list(range(os.cpu_count() or 1))
    )


def usable_memory(jobs: int) -> int:
    """Return bytes that one learner's process may use when so many run: at most 4 GiB, and a fair
    part of what is free.
    """
    return max(512 << 20, min(4 << 30, int(0.7 * psutil.virtual_memory().available / jobs)))
