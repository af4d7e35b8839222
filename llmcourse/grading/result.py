"""What grading finds out, as plain data: outcomes of exercises, grades of submissions, the result of a class."""

from dataclasses import dataclass, field

from llmcourse.grading.answers import Emission
from llmcourse.grading.judge import Part
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
    received: tuple[Emission, ...] = ()


@dataclass
class Grade:
    """One submission's result: a problem with the whole file, or an outcome for every exercise."""

    submission: Submission
    problem: str | None = None
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def earned(self) -> float:
        """Points over all exercises."""
        return sum(outcome.earned for outcome in self.outcomes.values())

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

    @property
    def possible(self) -> float:
        """Points of the whole assignment."""
        return sum(exercise.points for exercise in self.exercises)
