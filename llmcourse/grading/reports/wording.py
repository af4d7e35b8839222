"""How states, points and lateness are said: the same in every report, on the terminal and in
exports.
"""

from collections.abc import Sequence

from llmcourse.grading.records.result import Exercise, Grade, Lateness, Result

WORDS = {
    "right": "right",
    "partly": "partly right",
    "wrong": "not right",
    "blank": "not done yet",
    "missing": "cell missing",
    "elsewhere": "in another cell",
    "not code": "not a code cell",
    "duplicated": "two answers",
    "too long": "too long",
    "forbidden": "uses what is ruled out",
    "not graded": "could not be graded",
}


def number(points: float) -> str:
    """Return points as people write them.

    >>> number(4.0), number(4.05)
    ('4', '4.05')
    """
    return f"{points:g}"


def count(how_many: int, thing: str) -> str:
    """Return how many of something.

    >>> count(1, "day"), count(2, "day")
    ('1 day', '2 days')
    """
    return f"{how_many:,} {thing}{'' if how_many == 1 else 's'}"


def pending(grade: Grade, exercises: Sequence[Exercise]) -> list[str]:
    """Return the exercises that have no points yet, from the grader or from a person; none where
    the file is of no use.
    """
    if grade.problem:
        return []
    undecided = [exercise.number for exercise in exercises if _ungraded(grade, exercise)]
    return [one for one in undecided if one not in grade.overrides]


def lateness(late: Lateness) -> str:
    """Return what being late costs, as a sentence; empty when it was in time."""
    if not late.days:
        return ""
    cost = f"{100 * late.share_lost:.3g}%" if late.share_lost else "none"
    return (
        f"Handed in late, {count(late.days, 'day')} begun after the due time: this costs {cost} of "
        "the points earned."
    )


def is_undated(grade: Grade, result: Result) -> bool:
    """Return whether lateness counts, and nobody knows when this was handed in."""
    return result.due is not None and grade.submitted is None


def note(grade: Grade, exercises: Sequence[Exercise]) -> str:
    """Return what an instructor should know about a submission, in one line."""
    ungraded = pending(grade, exercises)
    return grade.problem or (f"could not be graded: {', '.join(ungraded)}" if ungraded else "")


def _ungraded(grade: Grade, exercise: Exercise) -> bool:
    outcome = grade.outcomes.get(exercise.number)
    return outcome is None or outcome.state == "not graded"
