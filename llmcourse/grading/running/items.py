"""nbval's file and cell items, one item an exercise: run in sandboxed processes, judged, with
partial credit.

Three kinds of runs, each in processes of its own:
- graded together: all answers in one process, as they ran for the learner; the judge decides.
- graded alone: an exercise that was not right there runs once more in a fresh process, on the
  reference's answers to the exercises it builds on, and the better result counts: no answer is
  marked down for what another one did.
- explained: the visible check runs where no hidden input has ever been. Only from here come words
  that a learner
  reads; all that leaves the other two are answers, and the judge's own words about them.
Imported only when a course notebook is collected.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile

from llmcourse.grading.answers import BadAnswer, Emission, read_emission
from llmcourse.grading.assignment.merge import is_shared
from llmcourse.grading.records.mishaps import LINE_LEFT, NOT_GRADED, UNSTEADY
from llmcourse.grading.records.result import Answer, Exercise, Outcome, Part
from llmcourse.grading.running.judge import judge_answers
from llmcourse.grading.running.kernel import UNREADABLE, KernelLost, KernelUnavailable, PipeKernel
from llmcourse.grading.sandbox.process import Sandbox
from llmcourse.machine.text import printable

ALONE = "Answers run without a shell, a network, other processes, and other files."
INSTALLED = "Answers can use what the course installs, and no other packages or files of yours."
NOBODY_TYPES = "Nobody types anything while answers are graded: leave out `input()`."
UNKNOWN = re.compile(r"^name '(\w+)' is not defined")
PASSES_VISIBLY = "The visible check passes, but on other inputs the answer is wrong."


@dataclass(frozen=True)
class Work:
    """One merged notebook to run: which answers it holds, how to start a process, and whom to tell
    what came of it.
    """

    name: str
    notebook: NotebookNode
    exercises: tuple[Exercise, ...]
    answers: Mapping[str, Answer]
    sandbox: Callable[[], Sandbox]
    explaining: Callable[[], Sandbox]  # the same, without the secret seed
    report: Callable[[Outcome], None]
    expected: dict[str, tuple[Emission, ...]] = field(default_factory=dict)
    solved: Mapping[str, str] = field(default_factory=dict)  # the reference's answers, by exercise


class CourseFile(IPyNbFile):
    """A merged notebook as pytest sees it; its process starts when the first answer needs it."""

    kernel: PipeKernel | None

    def __init__(self, *args: Any, work: Work, item: type["ExerciseItem"], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.work, self.item, self.start = work, item, work.sandbox
        self.prepared = 0  # setup cells that the running process has run
        self.tried: list[str] = []  # exercises that the running process has met
        self.fatal: set[str] = set()  # exercises whose answer cell ends a process

    def collect(self) -> Iterator["ExerciseItem"]:
        """Yield one item an exercise, in the order of the notebook."""
        self.nb = self.work.notebook
        for exercise in self.work.exercises:
            yield self.item.from_parent(self, name=exercise.number, exercise=exercise)

    def setup(self) -> None:
        """Do nothing yet: see `running_kernel`."""

    def teardown(self) -> None:
        """Stop the process, whatever state it is in."""
        if self.kernel is not None:
            self.kernel.stop()

    def running_kernel(self) -> PipeKernel:
        """Return the process in use, or a new one when there is none or it was lost."""
        if self.kernel is None or not self.kernel.is_alive():
            self.teardown()
            self.kernel, self.prepared, self.tried = PipeKernel(self.start()), 0, []
        return self.kernel

    @contextmanager
    def fresh_kernel(self, start: Callable[[], Sandbox]) -> Iterator[None]:
        """Yield a process for one exercise alone; the one before waits meanwhile."""
        before = self.kernel, self.prepared, self.tried, self.start
        self.kernel, self.start = None, start
        try:
            yield
        finally:
            self.teardown()
            self.kernel, self.prepared, self.tried, self.start = before


class ExerciseItem(IPyNbCell):
    """One exercise. Subclasses say in `outcome` what decides."""

    def __init__(self, name: str, parent: CourseFile, exercise: Exercise):
        super().__init__(
            name,
            parent,
            cell_num=0,
            cell=None,
            options={"skip": False, "check": False, "check_exception": False},
        )
        self.exercise, self.work = exercise, parent.work

    def outcome(self) -> Outcome:
        """Run the exercise's cells and say what came of it."""
        raise NotImplementedError

    def setup(self) -> None:
        """Do nothing: nbval would mark this item as expected to fail after an earlier one ran too
        long; here each stands alone.
        """

    def runtest(self) -> None:
        """Run, report, and fail unless the exercise is right."""
        answer = self.work.answers[self.name]
        try:
            outcome = self.outcome() if answer.state == "answered" else self._not_run(answer)
        except (
            Exception
        ) as error:  # a fault of the machine or of the grader, never silent and never a zero
            fault = f"The grader failed ({type(error).__name__}): {error}"
            outcome = Outcome(self.exercise, "not graded", message=fault)
        self.work.report(outcome)
        self.user_properties += [
            ("points", outcome.earned),
            ("possible", self.exercise.points),
            ("state", outcome.state),
        ]
        if outcome.state != "right":
            raise ExerciseFailed(outcome.message)

    def repr_failure(self, excinfo: Any) -> str:
        """Return the sentence for the learner; a trace only for an error of the grader itself."""
        if isinstance(excinfo.value, ExerciseFailed):
            return f"{self.name}: {printable(str(excinfo.value))}"
        return "".join(excinfo.getrepr().__str__())

    def reportinfo(self) -> tuple:
        """Return what pytest prints as this item's name: `04_self_attention::4.1`."""
        return self.path, 0, f"{self.work.name}::{self.name}"

    def run_cell(self, cell: NotebookNode) -> str | None:
        """Run one cell through nbval; what went wrong, in words, or None. A process in doubt is
        stopped.
        """
        self.cell, self.test_outputs = cell, None
        self.parent.kernel.cell_name = _code_name(cell)
        try:
            IPyNbCell.runtest(self)
        except KernelLost as error:
            return str(error)
        except KernelUnavailable:
            raise
        # Untrusted messages reach nbval here: whatever breaks on them costs this exercise
        # only.
        except Exception:
            self.parent.kernel.stop()
            return UNREADABLE
        problem = self.parent.kernel.problem
        return _explained(problem, self.work.answers[self.name].lacks) if problem else None

    def cell_of(self, role: str, number: str | None = None) -> NotebookNode:
        """Return an exercise's answer ("ex"), visible check ("check") or grading ("grade") cell; by
        default this one's.
        """
        key = (number or self.name).replace(".", "-")
        return next(cell for cell in self.work.notebook.cells if cell.id == f"{role}-{key}")

    def prepare(self) -> None:
        """Run the setup cells that the process has not run yet; in a new process when an answer
        broke them.
        """
        kernel, problem = self.parent.running_kernel(), self._set_up()
        if problem and self.parent.tried:
            kernel.stop()
            self.parent.running_kernel()
            problem = self._set_up()
        if problem:
            raise KernelUnavailable(f"A setup cell of {self.work.name} failed: {problem}")
        self.parent.tried.append(self.name)

    def explanation(self) -> str | None:
        """Return what the answer cell and the visible check say, after the answers before it; None
        when all is well.
        """
        with self.parent.fresh_kernel(self.work.explaining):
            self.prepare()
            for number in self._answered_before():
                if self.parent.kernel.is_alive():
                    self.run_cell(self.cell_of("ex", number))
            if not self.parent.kernel.is_alive():
                self.prepare()
            broken = self.run_cell(self.cell_of("ex"))
            return (
                join_problems(broken, self.run_cell(self.cell_of("check")))
                if self.parent.kernel.is_alive()
                else broken
            )

    def _not_run(self, answer: Answer) -> Outcome:
        return Outcome(self.exercise, answer.state, message=answer.note)

    def _answered_before(self) -> list[str]:
        numbers = [one.number for one in self.work.exercises]
        before = numbers[: numbers.index(self.name)]
        return [
            n
            for n in before
            if self.work.answers[n].state == "answered" and n not in self.parent.fatal
        ]

    def _set_up(self) -> str | None:
        shared = [cell for cell in self._cells_before() if is_shared(cell)]
        for cell in shared[self.parent.prepared :]:
            problem = self.run_cell(cell)
            if problem:
                return f"{cell.id}: {problem}"
            self.parent.prepared += 1
        return None

    def _cells_before(self) -> list[NotebookNode]:
        cells = [cell for cell in self.work.notebook.cells if cell.cell_type == "code"]
        return cells[: cells.index(self.cell_of("ex"))]


class CheckItem(ExerciseItem):
    """An exercise as the learner checks it: the visible check decides."""

    def outcome(self) -> Outcome:
        """Return right when the visible check passes, together with the other answers or alone."""
        self.prepare()
        problem = self._problem()
        if problem and len(self.parent.tried) > 1:
            with self.parent.fresh_kernel(self.work.explaining):
                self.prepare()
                problem = self._problem() and problem
        if problem is None:
            return Outcome(self.exercise, "right", self.exercise.points)
        return Outcome(self.exercise, "wrong", message=problem)

    def _problem(self) -> str | None:
        broken = self.run_cell(self.cell_of("ex"))
        if not self.parent.kernel.is_alive():
            return broken
        problem = self.run_cell(self.cell_of("check"))
        return problem and join_problems(broken, problem)


class GradeItem(ExerciseItem):
    """An exercise as the grader runs it: the judge decides, the visible check only explains."""

    def outcome(self) -> Outcome:
        """Return points for every emitted answer that agrees with the reference's, run together or
        alone.
        """
        self.prepare()
        outcome = self._measured()
        if outcome.state != "right" and (len(self.parent.tried) > 1 or self.exercise.builds_on):
            outcome = self._better_alone(outcome)
        return outcome if outcome.state == "right" else replace(outcome, message=self._why(outcome))

    def _measured(self) -> Outcome:
        """Run answer and grading cell here and judge what they emit; `message` says only how a
        process was lost.
        """
        lost = self.run_cell(self.cell_of("ex"))
        received: tuple[Emission, ...] = ()
        if self.parent.kernel.is_alive():
            lost = self.run_cell(self.cell_of("grade"))
            received = tuple(_emission(message) for message in self.parent.kernel.answers)
        else:
            self.parent.fatal.add(self.name)
        parts = judge_answers(self.work.expected[self.name], received)
        return replace(
            self._judged(parts), message="" if self.parent.kernel.is_alive() else lost or ""
        )

    def _better_alone(self, together: Outcome) -> Outcome:
        """Return the better of what came of the exercise together with others and alone.

        Only what an answer does every time counts as better: it runs alone twice.
        """
        alone = self._alone()
        if alone.earned <= together.earned:
            return together
        again = self._alone()
        if again.earned == alone.earned:
            return alone
        worse = min(together, alone, again, key=lambda one: one.earned)
        return replace(worse, message=UNSTEADY)

    def _alone(self) -> Outcome:
        with self.parent.fresh_kernel(self.work.sandbox):
            self.prepare()
            for number in self._needed():
                self.run_cell(replace_source(self.cell_of("ex", number), self.work.solved[number]))
            return self._measured()

    def _needed(self) -> list[str]:
        """Return the exercises that this one builds on, and those that they build on, in order."""
        builds = {one.number: one.builds_on for one in self.work.exercises}
        needed: set[str] = set()
        waiting = [self.name]
        while waiting:
            more = set(builds[waiting.pop()]) - needed
            needed |= more
            waiting += more
        return [number for number in builds if number in needed]

    def _judged(self, parts: tuple[Part, ...]) -> Outcome:
        earned = sum(part.earned for part in parts)
        if not earned:
            return Outcome(self.exercise, "wrong", earned, parts)
        is_right = not any(part.problem for part in parts)
        return Outcome(self.exercise, "right" if is_right else "partly", earned, parts)

    def _why(self, outcome: Outcome) -> str:
        """Return how the process was lost, or what answer cell and visible check say."""
        return outcome.message or self.explanation() or PASSES_VISIBLY


class ReferenceItem(GradeItem):
    """An exercise of the reference solution: what it emits is what will be expected."""

    def outcome(self) -> Outcome:
        """Return right when nothing went wrong."""
        self.prepare()
        problem = join_problems(
            self.run_cell(self.cell_of("ex")), self.run_cell(self.cell_of("grade"))
        )
        received = tuple(_emission(message) for message in self.parent.kernel.answers)
        self.work.expected[self.name] = received
        if not problem and any(emission.error for emission in received):
            problem = self.explanation() or f"its grading cell says: {received}"
        return Outcome(self.exercise, "wrong" if problem else "right", message=problem or "")


def join_problems(broken: str | None, problem: str | None) -> str | None:
    """Join what the answer cell and the check said, without repeats."""
    if broken and problem and problem.startswith("NameError"):
        return broken
    said = dict.fromkeys(sentence for sentence in (broken, problem) if sentence)
    return "\nThen: ".join(said) or None


def replace_source(cell: NotebookNode, source: str) -> NotebookNode:
    """Return the cell with another source."""
    return NotebookNode({**cell, "source": source})


def _code_name(cell: NotebookNode) -> str:
    """Return the file name that a cell's code gets: `answer 4.1` for what a learner wrote."""
    return (
        f"answer {cell.id[3:].replace('-', '.')}"
        if cell.id.startswith("ex-")
        else f"cell {cell.id}"
    )


def _explained(problem: Mapping, lacks: Mapping[str, str]) -> str:
    """Return what went wrong in words for the learner; `lacks` are names that stand in cells which
    are not run.
    """
    said = _said(problem["type"], problem["words"], lacks)
    if problem["line"] and said != LINE_LEFT and NOT_GRADED not in said:
        said += f" (line {problem['line']} of your answer)"
    return said + _advice(problem)


def _said(kind: str, words: str, lacks: Mapping[str, str]) -> str:
    if kind in ("AssertionError", "NotDone", "Forbidden") and words:
        return words
    if kind == "NotImplementedError" and not words:
        return LINE_LEFT
    unknown = UNKNOWN.search(words) if kind == "NameError" else None
    if unknown and unknown[1] in lacks:
        place = lacks[unknown[1]]
        return (
            f"`{unknown[1]}` is written in {place}, and {NOT_GRADED}. Move it into the answer cell."
        )
    return f"{kind}: {words}".strip(": ")


def _advice(problem: Mapping) -> str:
    """Return what to add about an error that comes from where answers run."""
    kind, words = problem["type"], problem["words"]
    if kind == "PermissionError" or words.endswith("shell not found"):
        return f" {ALONE}"
    if kind == "ModuleNotFoundError":
        return f" {INSTALLED}"
    return f" {NOBODY_TYPES}" if kind in ("EOFError", "StdinNotImplementedError") else ""


class ExerciseFailed(Exception):
    """An exercise that is not right; the message is for the learner."""


def _emission(message: Any) -> Emission:
    """Return an emission from an untrusted message; an unreadable one becomes an error under its
    name.
    """
    try:
        return read_emission(message)
    except BadAnswer:
        name = message.get("name") if isinstance(message, Mapping) else None
        return Emission(name if isinstance(name, str) else "", 0, 0, 0, error="BadAnswer")
