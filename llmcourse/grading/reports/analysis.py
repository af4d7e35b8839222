"""What a graded class says about its exercises: spread of points, difficulty, discrimination,
mistakes in common.

Numbers only; the overview says them. A submission counts when all of it has points: no unreadable
file, nothing left for a person to grade.
"""

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from llmcourse.grading.records.mishaps import is_mishap
from llmcourse.grading.records.result import Exercise, Grade, Result
from llmcourse.grading.reports.wording import pending

MIN_LEARNERS = 10  # for a discrimination
BINS, MAX_BINS = 10, 20
STATES = ("right", "partly", "wrong", "blank")
NOTES = ("missing", "elsewhere", "not code", "duplicated", "too long", "forbidden", "not graded")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


@dataclass(frozen=True)
class Spread:
    """How the points of a class lie: number of learners, quartiles and mean (nan when there is
    nobody).
    """

    learners: int
    lower: float
    median: float
    upper: float
    mean: float


@dataclass(frozen=True)
class Item:
    """One exercise as the class met it. Shares are of all submissions that could be read."""

    exercise: Exercise
    difficulty: float  # mean share of its points; 1 is easiest, nan when nobody counts
    discrimination: float | None  # correlation with the points of the other exercises
    shares: dict[str, float]  # by state; "other" is what is left


@dataclass(frozen=True)
class Mistake:
    """One thing that a check said to several learners: an example of its words, and whose pages say
    it.
    """

    message: str
    places: tuple[int, ...]  # in the result's grades


def complete(result: Result) -> list[Grade]:
    """Return the submissions all of which has points."""
    return [
        grade
        for grade in result.grades
        if not grade.problem and not pending(grade, result.exercises)
    ]


def spread(points: Sequence[float]) -> Spread:
    """Return median, quartiles (by linear interpolation) and mean."""
    if not points:
        return Spread(0, math.nan, math.nan, math.nan, math.nan)
    quartiles = (
        statistics.quantiles(points, n=4, method="inclusive")
        if len(points) > 1
        else [points[0]] * 3
    )
    lower, median, upper = quartiles
    return Spread(len(points), lower, median, upper, statistics.fmean(points))


def histogram(points: Sequence[float], possible: float) -> list[tuple[float, float, int]]:
    """Return from, to and how many, in equal steps from 0 to `possible`: of one point where that is
    not too fine.

    Points outside count at the ends, and those on a border in the upper step.
    """
    steps = int(possible) if possible in range(5, MAX_BINS + 1) else BINS
    size = possible / steps
    counts = Counter(
        min(steps - 1, max(0, math.floor(one / size + 1e-9))) if size else 0 for one in points
    )
    return [(place * size, (place + 1) * size, counts[place]) for place in range(steps)]


def items(result: Result) -> list[Item]:
    """Return every exercise with its difficulty, discrimination and states."""
    return [_item(exercise, result) for exercise in result.exercises]


def mistakes(result: Result, exercise: Exercise, most: int) -> list[Mistake]:
    """Return the commonest things that were said about wrong answers to an exercise, up to `most`;
    numbers may differ.
    """
    found: dict[str, list[int]] = defaultdict(list)
    example: dict[str, str] = {}
    for place, grade in enumerate(result.grades):
        outcome = grade.outcomes.get(exercise.number)
        if outcome and outcome.message and outcome.state in ("partly", "wrong"):
            kind = NUMBER.sub("#", outcome.message)
            found[kind].append(place)
            example.setdefault(kind, outcome.message)
    ranked = sorted(found, key=lambda kind: (-len(found[kind]), kind))[:most]
    return [Mistake(example[kind], tuple(found[kind])) for kind in ranked]


def for_a_person(grade: Grade, exercises: Iterable[Exercise]) -> list[tuple[str, str]]:
    """Return what an instructor should look at in a submission: exercise ("" for the whole file)
    and why.
    """
    if grade.problem:
        return [("", grade.problem)]
    open_ = [exercise.number for exercise in exercises if exercise.number not in grade.overrides]
    reasons = {number: _reason(grade, number) for number in open_}
    return [(number, why) for number, why in reasons.items() if why]


def _reason(grade: Grade, number: str) -> str:
    outcome = grade.outcomes.get(number)
    if outcome is None:
        return "The grader did not come to it."
    if outcome.state in NOTES or is_mishap(outcome.message):
        return outcome.message or outcome.state
    return ""


def _item(exercise: Exercise, result: Result) -> Item:
    whole = complete(result)
    own = [grade.points_of(exercise.number) for grade in whole]
    rest = [grade.earned - mine for grade, mine in zip(whole, own, strict=True)]
    difficulty = statistics.fmean(own) / exercise.points if own and exercise.points else math.nan
    return Item(exercise, difficulty, _discrimination(own, rest), _shares(exercise, result))


def _discrimination(own: Sequence[float], rest: Sequence[float]) -> float | None:
    if len(own) < MIN_LEARNERS:
        return None
    try:
        return statistics.correlation(own, rest)
    except statistics.StatisticsError:  # all have the same points
        return None


def _shares(exercise: Exercise, result: Result) -> dict[str, float]:
    read = [grade.outcomes.get(exercise.number) for grade in result.grades if not grade.problem]
    states = Counter(outcome.state if outcome else "not graded" for outcome in read)
    shares = {state: states[state] / len(read) if read else 0.0 for state in STATES}
    return shares | {"other": max(0.0, 1 - sum(shares.values())) if read else 0.0}
