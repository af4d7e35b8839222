"""The learner's page: the score, every exercise, which check failed and why, what to read again.

It says what the visible check and the judge said, and so holds no hidden input and no expected
value.
"""

from llmcourse.grading.records.result import Exercise, Grade, Result
from llmcourse.grading.reports.harmless import short
from llmcourse.grading.reports.templates import render
from llmcourse.grading.reports.wording import WORDS, lateness, pending

SIGNS = {
    "right": ("good", "✓"),
    "partly": ("part", "◐"),
    "wrong": ("bad", "✗"),
    "blank": ("soft", "○"),
}
OTHER = ("bad", "!")


def learner_page(grade: Grade, result: Result) -> str:
    """Return the whole page of one learner."""
    share = grade.final / result.possible if result.possible else 0.0
    handed_in = f"{grade.submitted:%Y-%m-%d %H:%M %Z}".rstrip() if grade.submitted else ""
    return render(
        "learner.html",
        grade=grade,
        result=result,
        learner=short(grade.submission.learner, 100),
        handed_in=handed_in,
        percent=100 * min(1.0, max(0.0, share)),
        waits=pending(grade, result.exercises),
        late=lateness(grade.lateness),
        to_look_at=[one for one in result.exercises if _needs_words(grade, one)],
        signs=SIGNS,
        other=OTHER,
        words=WORDS,
    )


def _needs_words(grade: Grade, exercise: Exercise) -> bool:
    outcome = grade.outcomes.get(exercise.number)
    return exercise.number in grade.overrides or (outcome is not None and outcome.state != "right")
