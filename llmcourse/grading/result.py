"""What grading finds out, as plain data: outcomes of exercises, grades of submissions, the result of a class."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from llmcourse.grading.judge import Part
from llmcourse.grading.late import ON_TIME, Lateness
from llmcourse.grading.merge import Exercise
from llmcourse.grading.sandbox import Level
from llmcourse.grading.submissions import Submission


@dataclass(frozen=True)
class Outcome:
    """What came of one exercise: state "right", "partly", "wrong", "not graded", or an Answer's own."""

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
    answers: Mapping[str, str] = field(default_factory=dict)  # by exercise, the source that was handed in
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
        """Points for one exercise: a person's, or else the grader's, or 0."""
        if number in self.overrides:
            return self.overrides[number].points
        return self.outcomes[number].earned if number in self.outcomes else 0.0

    def record(self, outcome: Outcome) -> None:
        """Note what came of one exercise."""
        self.outcomes[outcome.exercise.number] = outcome


@dataclass(frozen=True)
class Result:
    """A graded class: the assignment, a grade for every submission, and the protection that was in force."""

    name: str
    exercises: tuple[Exercise, ...]
    grades: tuple[Grade, ...]
    level: Level
    starters: Mapping[str, str] = field(default_factory=dict)  # by exercise, what every learner was given

    @property
    def possible(self) -> float:
        """Points of the whole assignment."""
        return sum(exercise.points for exercise in self.exercises)
