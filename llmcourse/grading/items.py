"""nbval's file and cell items, one item an exercise: run in a sandboxed kernel, judged, with partial credit.

All of a learner's answers run in one kernel, as they do for the learner. An exercise that is not right there is run
once more alone in a fresh kernel, and the better result counts, so that no answer is marked down for what another one
did. Imported only when a course notebook is collected.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from llmcourse.grading.answers import BadAnswer, Emission, read_emission
from llmcourse.grading.judge import Part, judge
from llmcourse.grading.kernel import GuardedKernel, KernelLost, KernelUnavailable
from llmcourse.grading.merge import Answer, Exercise
from llmcourse.grading.result import Outcome
from llmcourse.grading.sandbox import Sandbox

MAX_EXPLANATION = 2000
TERMINAL_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Work:
    """One merged notebook to run: which answers it holds, how to start a kernel, and whom to tell what came of it."""

    name: str
    notebook: NotebookNode
    exercises: tuple[Exercise, ...]
    answers: Mapping[str, Answer]
    sandbox: Callable[[], Sandbox]
    report: Callable[[Outcome], None]
    expected: Mapping[str, tuple[Emission, ...]] | None = None


class CourseFile(IPyNbFile):
    """A merged notebook as pytest sees it; its kernel starts when the first answer needs it."""

    def __init__(self, *args, work: Work, item: type["ExerciseItem"], **kwargs):
        super().__init__(*args, **kwargs)
        self.work, self.item, self.prepared, self.tried = work, item, 0, 0

    def collect(self) -> Iterator["ExerciseItem"]:
        """One item an exercise, in the order of the notebook."""
        self.nb = self.work.notebook
        for exercise in self.work.exercises:
            yield self.item.from_parent(self, name=exercise.number, exercise=exercise)

    def setup(self) -> None:
        """Nothing yet: see `running_kernel`."""

    def teardown(self) -> None:
        """Stop the kernel, whatever state it is in."""
        if self.kernel is not None:
            self.kernel.stop()

    def running_kernel(self) -> GuardedKernel:
        """The kernel in use, or a new one when there is none or it was lost."""
        if self.kernel is None or not self.kernel.is_alive():
            self.teardown()
            self.kernel, self.prepared, self.tried = GuardedKernel(self.work.sandbox()), 0, 0
        return self.kernel

    @contextmanager
    def fresh_kernel(self) -> Iterator[None]:
        """A kernel for one exercise alone; the one before waits meanwhile."""
        before = self.kernel, self.prepared, self.tried
        self.kernel = None
        try:
            yield
        finally:
            self.teardown()
            self.kernel, self.prepared, self.tried = before


class ExerciseItem(IPyNbCell):
    """One exercise. Subclasses say in `measure` which cells decide."""

    def __init__(self, name: str, parent: CourseFile, exercise: Exercise):
        super().__init__(
            name, parent, cell_num=0, cell=None, options={"skip": False, "check": False, "check_exception": False}
        )
        self.exercise, self.work = exercise, parent.work

    def measure(self) -> Outcome:
        """Run the exercise's cells in the file's kernel and say what came of it."""
        raise NotImplementedError

    def setup(self) -> None:
        """nbval would mark this item as expected to fail after an earlier one ran too long; here each stands alone."""

    def runtest(self) -> None:
        """Run, run again alone if that may help, report, and fail unless the exercise is right."""
        try:
            outcome = self._outcome()
        except Exception as error:  # a fault of the machine or of the grader, never silent and never a zero
            outcome = Outcome(
                self.exercise, "not graded", message=f"The grader failed ({type(error).__name__}): {error}"
            )
        self.work.report(outcome)
        self.user_properties += [
            ("points", outcome.earned),
            ("possible", self.exercise.points),
            ("state", outcome.state),
        ]
        if outcome.state != "right":
            raise ExerciseFailed(outcome.message)

    def repr_failure(self, excinfo: Any) -> str:
        """The sentence for the learner; a trace only for an error of the grader itself."""
        if isinstance(excinfo.value, ExerciseFailed):
            return f"{self.name}: {excinfo.value}"
        return "".join(excinfo.getrepr().__str__())

    def reportinfo(self) -> tuple:
        """What pytest prints as this item's name: `04_self_attention::4.1`."""
        return self.path, 0, f"{self.work.name}::{self.name}"

    def run_cell(self, cell: NotebookNode) -> str | None:
        """Run one cell through nbval; what went wrong, in words, or None. A kernel in doubt is stopped."""
        self.cell, self.test_outputs = cell, None
        try:
            IPyNbCell.runtest(self)
        except NbCellError:
            return self._explanation()
        except KernelLost as error:
            return str(error)
        except (
            Exception
        ) as error:  # untrusted messages reach nbval here: whatever breaks on them costs this exercise only
            self.parent.kernel.stop()
            return f"What its process sent could not be read ({type(error).__name__})."
        return None

    def cell_of(self, role: str) -> NotebookNode:
        """The exercise's answer ("ex"), visible check ("check") or grading ("grade") cell."""
        return next(cell for cell in self.work.notebook.cells if cell.id == f"{role}-{self.exercise.key}")

    def prepare(self) -> None:
        """Run the setup cells that the kernel has not run yet; in a new kernel when an answer broke them."""
        kernel, problem = self.parent.running_kernel(), self._set_up()
        if problem and self.parent.tried:
            kernel.stop()
            self.parent.running_kernel()
            problem = self._set_up()
        if problem:
            raise KernelUnavailable(f"A setup cell of {self.work.name} failed: {problem}")
        self.parent.tried += 1

    def _outcome(self) -> Outcome:
        answer = self.work.answers[self.name]
        if answer.state != "answered":
            return Outcome(self.exercise, answer.state, message=answer.note)
        self.prepare()
        tried, outcome = self.parent.tried, self.measure()
        if outcome.state == "right" or tried == 1:
            return outcome
        with self.parent.fresh_kernel():
            self.prepare()
            return max(outcome, self.measure(), key=lambda one: one.earned)

    def _set_up(self) -> str | None:
        shared = [cell for cell in self._cells_before() if not re.match(r"(ex|check|grade)-", cell.id)]
        for cell in shared[self.parent.prepared :]:
            if problem := self.run_cell(cell):
                return f"{cell.id}: {problem}"
            self.parent.prepared += 1
        return None

    def _cells_before(self) -> list[NotebookNode]:
        cells = [cell for cell in self.work.notebook.cells if cell.cell_type == "code"]
        return cells[: cells.index(self.cell_of("ex"))]

    def _explanation(self) -> str:
        errors = [output for output in self.test_outputs or [] if output.output_type == "error"]
        if not errors:
            return "Its output broke off (too much at once, perhaps), and it was stopped."
        name, text = str(errors[-1].get("ename")), TERMINAL_CODES.sub("", str(errors[-1].get("evalue")))
        said = text if name in ("AssertionError", "NotDone") and text else f"{name}: {text}"
        return said[:MAX_EXPLANATION].encode("utf8", "replace").decode()


class CheckItem(ExerciseItem):
    """An exercise as the learner checks it: the visible check decides."""

    def measure(self) -> Outcome:
        """Right when the visible check passes."""
        broken = self.run_cell(self.cell_of("ex"))
        problem = self.run_cell(self.cell_of("check")) if self.parent.kernel.is_alive() else broken
        if problem is None:
            return Outcome(self.exercise, "right", self.exercise.points)
        return Outcome(self.exercise, "wrong", message=_in_order(broken, problem))


class GradeItem(ExerciseItem):
    """An exercise as the grader runs it: the judge decides, the visible check only explains."""

    def measure(self) -> Outcome:
        """Points for every emitted answer that agrees with the reference's."""
        broken, stopped, received = self.run_cell(self.cell_of("ex")), None, ()
        if self.parent.kernel.is_alive():
            stopped = self.run_cell(self.cell_of("grade"))
            received = tuple(_emission(message) for message in self.parent.kernel.answers)
        if self.work.expected is None:
            problem = _in_order(broken, stopped)
            return Outcome(self.exercise, "wrong" if problem else "right", message=problem, received=received)
        outcome = self._judged(judge(self.work.expected[self.name], received))
        return outcome if outcome.state == "right" else replace(outcome, message=self._why(broken, stopped))

    def _judged(self, parts: tuple[Part, ...]) -> Outcome:
        earned = sum(part.earned for part in parts)
        state = "wrong" if not earned else "partly" if any(part.problem for part in parts) else "right"
        return Outcome(self.exercise, state, earned, parts)

    def _why(self, broken: str | None, stopped: str | None) -> str:
        """What broke in the answer cell, then the visible check's words, or else what stopped the code."""
        found = self.run_cell(self.cell_of("check")) if self.parent.kernel.is_alive() else stopped
        return (
            _in_order(broken, found) or stopped or "The visible check passes, but on other inputs the answer is wrong."
        )


def _in_order(broken: str | None, problem: str | None) -> str:
    """What the answer cell said, then what came after it, without saying a thing twice."""
    said = dict.fromkeys(sentence for sentence in (broken, problem) if sentence)
    return "\nThen: ".join(said)


class ExerciseFailed(Exception):
    """An exercise that is not right; the message is for the learner."""


def _emission(message: Any) -> Emission:
    """An emission from an untrusted message; an unreadable one becomes an error under its name."""
    try:
        return read_emission(message)
    except BadAnswer as error:
        name = message.get("name") if isinstance(message, Mapping) else None
        return Emission(name if isinstance(name, str) else "", 0, 0, 0, error=f"an answer that cannot be read: {error}")
