"""The learner's page: the score, every exercise, which check failed and why, what to read again.

It says what the visible check and the judge said, and so holds no hidden input and no expected
value.
"""

from llmcourse.grading.records.result import Exercise, Grade, Lateness, Outcome, Part, Result
from llmcourse.grading.reports.harmless import markup, prose, short
from llmcourse.grading.reports.layout import page, table
from llmcourse.grading.reports.wording import WORDS, lateness, number, pending

SIGNS = {
    "right": ("good", "✓"),
    "partly": ("part", "◐"),
    "wrong": ("bad", "✗"),
    "blank": ("soft", "○"),
}
OTHER = ("bad", "!")
STYLE = """
.who { margin: .35rem 0 0; color: var(--soft); overflow-wrap: anywhere }
.score { font-size: 1.15rem; margin: 1.75rem 0 .5rem }
.score strong { font-size: 2.6rem; line-height: 1; font-weight: 650; font-variant-numeric: tabular-nums }
.meter { height: .6rem; border-radius: .3rem; border: 1px solid var(--soft); overflow: hidden }
.meter i { display: block; height: 100%; background: var(--bar) }
.parts { list-style: none; padding-left: 0 }
.parts li { padding-left: 1.35em; text-indent: -1.35em; margin: .2rem 0; overflow-wrap: anywhere }
.parts .sign { text-indent: 0 }
section { margin-top: 1.5rem }
@media print { .meter { print-color-adjust: exact; -webkit-print-color-adjust: exact } section { break-inside: avoid } }
"""


def learner_page(grade: Grade, result: Result) -> str:
    """The whole page of one learner."""
    learner = short(grade.submission.learner, 100)
    body = (
        _file_problem(grade) if grade.problem else _summary(grade, result) + _details(grade, result)
    )
    return page(
        title=f"{result.name}: {learner}",
        header=f'<h1>{markup(short(result.name, 100))}</h1>\n<p class="who">{markup(learner)}{_handed_in(grade)}</p>',
        main=_score(grade, result) + body,
        footer=f"Protection while learners' code runs: {markup(result.level.sentence)}.",
        style=STYLE,
    )


def state_of(outcome: Outcome | None) -> str:
    """A state as a sign and words, in HTML; the sign is for the eye only."""
    state = "not graded" if outcome is None else outcome.state
    return _signed(*SIGNS.get(state, OTHER), markup(WORDS[state]))


def _signed(color: str, sign: str, words: str) -> str:
    return f'<span class="state {color}"><span class="sign" aria-hidden="true">{sign}</span>{words}</span>'


def _handed_in(grade: Grade) -> str:
    return f" · handed in {grade.submitted:%Y-%m-%d %H:%M %Z}".rstrip() if grade.submitted else ""


def _score(grade: Grade, result: Result) -> str:
    share = min(1.0, max(0.0, grade.final / result.possible)) if result.possible else 0.0
    waits = pending(grade, result.exercises)
    so_far = " so far" if waits else ""
    return (
        f'<p class="score"><strong>{number(grade.final)}</strong> of {number(result.possible)} points{so_far}</p>\n'
        f'<div class="meter" aria-hidden="true"><i style="width: {100 * share:.1f}%"></i></div>\n'
        + _late(grade.lateness, grade.earned, grade.final)
        + f"<p>A person will look at {', '.join(waits)}: the grader could not.</p>\n" * bool(waits)
    )


def _late(late: Lateness, earned: float, final: float) -> str:
    if not late.days:
        return ""
    return f"<p>{lateness(late)} Of {number(earned)} points, {number(final)} count.</p>\n"


def _file_problem(grade: Grade) -> str:
    given = "".join(_given(grade, number) for number in grade.overrides)
    return f'<h2>The file could not be graded</h2>\n<p class="said">{markup(grade.problem)}</p>\n{given}'


def _summary(grade: Grade, result: Result) -> str:
    rows = [_row(grade, exercise) for exercise in result.exercises]
    return "<h2>Exercises</h2>\n" + table(
        "What came of each exercise", ["Exercise", "Result", "Points"], rows, [2], quiet=True
    )


def _row(grade: Grade, exercise: Exercise) -> tuple[str, str, str]:
    outcome, given = grade.outcomes.get(exercise.number), exercise.number in grade.overrides
    name = markup(_name(exercise))
    if _needs_words(grade, exercise):
        name = f'<a href="#ex-{markup(exercise.key)}">{name}</a>'
    waits = exercise.number in pending(grade, [exercise])
    points = "–" if waits else number(grade.points_of(exercise.number))
    state = state_of(outcome) + (
        '<br><span class="soft small">points given by a person</span>' if given else ""
    )
    return name, state, f"{points} of {number(exercise.points)}"


def _details(grade: Grade, result: Result) -> str:
    parts = [
        _section(grade, exercise) for exercise in result.exercises if _needs_words(grade, exercise)
    ]
    if not parts:
        return "<p>Everything is right. Well done.</p>\n"
    return "<h2>What to look at</h2>\n" + "".join(parts)


def _needs_words(grade: Grade, exercise: Exercise) -> bool:
    outcome = grade.outcomes.get(exercise.number)
    return exercise.number in grade.overrides or (outcome is not None and outcome.state != "right")


def _section(grade: Grade, exercise: Exercise) -> str:
    outcome = grade.outcomes.get(exercise.number)
    heading = f'<section id="ex-{markup(exercise.key)}">\n<h3>{markup(_name(exercise))}</h3>\n'
    body = f"<p>{state_of(outcome)}</p>\n" + (_explained(outcome) if outcome else "")
    return heading + body + _given(grade, exercise.number) + "</section>\n"


def _explained(outcome: Outcome) -> str:
    if outcome.state == "right":
        return ""
    if (
        outcome.state == "not graded"
    ):  # its message is about the grader's machine, and for the instructor
        return (
            "<p>This is not your fault: the grader had a problem. A person will look at it.</p>\n"
        )
    message = f'<p class="said">{prose(outcome.message)}</p>\n' if outcome.message else ""
    read = (
        f"<p><strong>Read again:</strong> {prose(outcome.exercise.read)}</p>\n"
        if outcome.exercise.read
        else ""
    )
    return message + _parts(outcome) + read


def _parts(outcome: Outcome) -> str:
    if not outcome.parts:
        return ""
    items = "\n".join(f"<li>{_part(part)}</li>" for part in outcome.parts)
    return (
        f'<p>On other inputs than those in your notebook:</p>\n<ul class="parts">\n{items}\n</ul>\n'
    )


def _part(part: Part) -> str:
    color, sign = SIGNS["wrong" if part.problem else "right"]
    points = f"{number(part.earned)} of {number(part.points)}"
    name = f'<span class="sign {color}" aria-hidden="true">{sign}</span>{markup(short(part.name, 200))}'
    return f'{name}: {prose(part.problem or "right")} <span class="soft">({points})</span>'


def _given(grade: Grade, exercise: str) -> str:
    """What a person changed, and why."""
    if exercise not in grade.overrides:
        return ""
    given, outcome = grade.overrides[exercise], grade.outcomes.get(exercise)
    before = (
        f" instead of {number(outcome.earned)}" if outcome and outcome.state != "not graded" else ""
    )
    words = f"A person gave {number(given.points)}{before} for {markup(exercise)}"
    return f"<p><strong>{words}:</strong> {markup(given.reason)}</p>\n"


def _name(exercise: Exercise) -> str:
    return f"{exercise.number} {exercise.title}".strip()
