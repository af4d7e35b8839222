"""What grading knows and finds out, as plain data: exercises, answers, outcomes, grades, the result
of a class.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


class Unreadable(ValueError):
    """A submission that is no notebook, or an assignment that cannot be graded; the message says
    why.
    """


@dataclass(frozen=True)
class Exercise:
    """One exercise of an assignment: its number ("4.1"), title and points; more from its answer
    cell's metadata.
    """

    number: str
    title: str
    points: float
    read: str = ""  # where the chapter explains it
    forbids: tuple[str, ...] = ()  # library functions and modules that are to be rebuilt, not used
    builds_on: tuple[str, ...] = ()  # earlier exercises whose answers it calls

    @property
    def key(self) -> str:
        """The end of its cells' ids: "4-1"."""
        return self.number.replace(".", "-")


@dataclass(frozen=True)
class Answer:
    """What a submission holds for one exercise: the source to run when `state` is "answered", or a
    note on why not.

    `lacks` are the names that the source reads and only another cell makes, which is not run: name
    and cell.
    """

    state: str
    source: str = ""
    note: str = ""
    lacks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Level:
    """How well learners' code is kept in: "strict" or "basic", and a sentence for people."""

    word: str
    sentence: str


@dataclass(frozen=True)
class Part:
    """One emitted answer, judged: `problem` is None when it is right."""

    name: str
    points: float
    problem: str | None

    @property
    def earned(self) -> float:
        """Its points when right, otherwise 0."""
        return 0.0 if self.problem else self.points


@dataclass(frozen=True)
class Submission:
    """A learner's name and file, or why there is no file to grade."""

    learner: str
    path: Path
    problem: str | None = None

    def usable(self) -> Path:
        """Return the file; raises Unreadable when there is not exactly one."""
        if self.problem:
            raise Unreadable(self.problem)
        return self.path


@dataclass(frozen=True)
class Lateness:
    """How late a submission was: days begun after the due time, and the share of its points that
    this costs.
    """

    days: int = 0
    share_lost: float = 0.0


ON_TIME = Lateness()


@dataclass(frozen=True)
class Outcome:
    """What came of one exercise: state "right", "partly", "wrong", "not graded", or an Answer's
    own.
    """

    exercise: Exercise
    state: str
    earned: float = 0.0
    parts: tuple[Part, ...] = ()
    message: str = ""


@dataclass(frozen=True)
class Override:
    """Points that a person gave for one exercise instead of the grader's, and why."""

    points: float
    reason: str
    author: str
    when: str


@dataclass
class Grade:
    """One submission's result: a problem with the whole file, or an outcome for every exercise."""

    submission: Submission
    problem: str | None = None
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    # By exercise, the source that was handed in.
    answers: Mapping[str, str] = field(default_factory=dict)
    submitted: datetime | None = None
    overrides: Mapping[str, Override] = field(default_factory=dict)
    lateness: Lateness = ON_TIME

    @property
    def earned(self) -> float:
        """Points over all exercises, overrides counted, lateness not."""
        numbers = self.outcomes.keys() | self.overrides.keys()
        return sum(self.points_of(number) for number in numbers)

    @property
    def final(self) -> float:
        """Points that count: those earned, less what being late costs."""
        return self.earned * (1 - self.lateness.share_lost)

    def points_of(self, number: str) -> float:
        """Return points for one exercise: a person's, or else the grader's, or 0."""
        if number in self.overrides:
            return self.overrides[number].points
        return self.outcomes[number].earned if number in self.outcomes else 0.0

    def record(self, outcome: Outcome) -> None:
        """Note what came of one exercise."""
        self.outcomes[outcome.exercise.number] = outcome


@dataclass(frozen=True)
class Result:
    """A graded class: the assignment, a grade for every submission, and the protection that was in
    force.
    """

    name: str
    exercises: tuple[Exercise, ...]
    grades: tuple[Grade, ...]
    level: Level
    # By exercise, what every learner was given.
    starters: Mapping[str, str] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()  # what lay among the submissions and is none
    gone: frozenset[str] = frozenset()  # learners graded earlier, whose submission is not there now
    teams: tuple[frozenset[str], ...] = ()  # learners who handed in one file together
    due: datetime | None = None

    @property
    def possible(self) -> float:
        """Points of the whole assignment."""
        return sum(exercise.points for exercise in self.exercises)
