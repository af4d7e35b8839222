"""The instructor's page: what needs a person, how the points lie, how the exercises did, mistakes,
lateness, likeness.

It links to the learners' pages, works without script, and stays below a megabyte for a thousand
learners: lists of names are cut, and `grades.json` has the rest.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from llmcourse.grading.records.result import Grade, Result
from llmcourse.grading.reports.analysis import (
    MIN_LEARNERS,
    Item,
    Mistake,
    complete,
    for_a_person,
    histogram,
    items,
    mistakes,
    spread,
)
from llmcourse.grading.reports.harmless import markup, prose, short
from llmcourse.grading.reports.layout import page, table
from llmcourse.grading.reports.roster import Matches, Roster
from llmcourse.grading.reports.similarity import Pair
from llmcourse.grading.reports.wording import count, number, pending

WIDE, HIGH, LEFT, BASE = 640, 150, 14, 186  # of the histogram, in its own units
MAX_NAMES, MAX_PAIRS, MAX_MISTAKES, MAX_REASONS, MAX_REASON = 40, 60, 5, 2, 160
STYLE = """
:root { --width: 62rem }
nav ul { list-style: none; padding: 0; margin: 1rem 0 0; display: flex; flex-wrap: wrap; gap: .3rem 1.1rem }
.cards { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0 0; padding: 0; list-style: none }
.cards li { flex: 1 1 8.5rem; background: var(--panel); border-radius: .4rem; padding: .8rem 1rem }
.cards strong { display: block; font-size: 1.7rem; line-height: 1.2; font-variant-numeric: tabular-nums }
figure { margin: .5rem 0 }
figure svg { display: block; width: 100%; max-width: 44rem; height: auto }
svg .bar { fill: var(--bar) } svg .axis { stroke: var(--soft) }
svg text { fill: var(--ink); font-size: 13px; paint-order: stroke; stroke: var(--paper); stroke-width: 4px }
svg .middle { stroke: var(--ink); stroke-width: 2; stroke-dasharray: 5 4 }
ol { padding-left: 1.5rem; margin: .5rem 0 } ol li { margin: .45rem 0 } ol details { margin: 0; font-size: .9rem }
.names { margin: .2rem 0 .2rem 1rem }
"""


@dataclass(frozen=True)
class Files:
    """Where the overview's links lead: the page of each learner, in the result's order, and the
    exports.
    """

    pages: Sequence[str]
    exports: Mapping[str, str]  # file name: what it is for


def overview_page(
    result: Result,
    files: Files,
    pairs: Sequence[Pair],
    roster: Roster | None = None,
    matches: Matches | None = None,
) -> str:
    """The whole page."""
    link = _Links(result, files.pages)
    sections = [
        ("person", "Needs a person", _person(result, link)),
        ("points", "Points", _points(result)),
        ("exercises", "Exercises", _exercises(result)),
        ("mistakes", "Common mistakes", _mistakes(result, link)),
        (
            "changes",
            "Late, and changed by a person",
            _late(result, link) + _overrides(result, link),
        ),
        ("likeness", "Similar submissions", _similar(pairs, link)),
        (
            "roster",
            "List of learners",
            _roster(roster, matches, link) if roster and matches else "",
        ),
        ("learners", "All submissions", _learners(result, link)),
        ("files", "Files", _files(files.exports)),
    ]
    shown = [one for one in sections if one[2]]
    return page(
        title=f"{result.name}: the class",
        header=f"<h1>{markup(short(result.name, 100))}: the class</h1>\n{_contents(shown)}",
        main=_cards(result)
        + "\n".join(
            f'<section id="{key}">\n<h2>{title}</h2>\n{body}</section>'
            for key, title, body in shown
        ),
        footer=f"Protection while learners' code runs: {markup(result.level.sentence)}.",
        style=STYLE,
    )


class _Links:
    """Names of learners as links to their pages."""

    def __init__(self, result: Result, pages: Sequence[str]):
        self.names = [markup(short(grade.submission.learner, 60)) for grade in result.grades]
        self.pages = pages

    def __call__(self, place: int) -> str:
        return f'<a href="{markup(self.pages[place])}">{self.names[place]}</a>'

    def several(self, places: Sequence[int]) -> str:
        """Up to MAX_NAMES of them, and how many more there are."""
        more = len(places) - MAX_NAMES
        return ", ".join(map(self, places[:MAX_NAMES])) + (
            f" and {more:,} more" if more > 0 else ""
        )


def _contents(sections: Sequence[tuple[str, str, str]]) -> str:
    entries = "".join(f'<li><a href="#{key}">{title}</a></li>' for key, title, _ in sections)
    return f'<nav aria-label="On this page"><ul>{entries}</ul></nav>'


def _cards(result: Result) -> str:
    lie = spread([grade.final for grade in complete(result)])
    cards = [
        (f"{lie.learners:,} of {len(result.grades):,}", "submissions wholly graded"),
        (_maybe(lie.median), f"median, of {number(result.possible)} points"),
        (f"{_maybe(lie.lower)} to {_maybe(lie.upper)}", "the middle half (quartiles)"),
        (_maybe(lie.mean), "mean"),
    ]
    entries = "\n".join(f"<li><strong>{value}</strong> {words}</li>" for value, words in cards)
    return f'<ul class="cards">\n{entries}\n</ul>\n'


def _person(result: Result, link: _Links) -> str:
    """The most pressing first: files of no use, then answers that have no points yet."""
    found = {
        place: for_a_person(grade, result.exercises) for place, grade in enumerate(result.grades)
    }
    places = sorted(
        (place for place in found if found[place]), key=lambda place: _urgency(result, place)
    )
    if not places:
        return "<p>Nothing: every answer was graded.</p>\n"
    rows = [(_with_file(result.grades[one], link(one)), _reasons(found[one])) for one in places]
    return table(f"{count(len(rows), 'submission')} to look at", ["Learner and file", "Why"], rows)


def _urgency(result: Result, place: int) -> int:
    grade = result.grades[place]
    return 0 if grade.problem else 1 if pending(grade, result.exercises) else 2


def _with_file(grade: Grade, name: str) -> str:
    return (
        f'{name}<br><span class="soft small">{markup(short(grade.submission.path.name, 60))}</span>'
    )


def _reasons(found: Sequence[tuple[str, str]]) -> str:
    """Each reason with the exercises that it is true of; the last ones are cut."""
    numbers: dict[str, list[str]] = {}
    for exercise, why in found:
        numbers.setdefault(short(why, MAX_REASON), []).append(exercise or "Whole file")
    lines = [
        f"<strong>{markup(', '.join(where))}:</strong> {prose(why)}"
        for why, where in numbers.items()
    ]
    more = [f"and {len(lines) - MAX_REASONS} more"] if len(lines) > MAX_REASONS else []
    return "<br>".join(lines[:MAX_REASONS] + more)


def _points(result: Result) -> str:
    points = [grade.final for grade in complete(result)]
    if not points:
        return "<p>No submission is wholly graded yet.</p>\n"
    bins = histogram(points, result.possible)
    rows = [(f"{number(start)} to {number(end)}", str(how_many)) for start, end, how_many in bins]
    numbers = table("Submissions by points that count", ["Points", "Submissions"], rows, [1])
    return (
        f"<figure>\n{_histogram(bins, spread(points).median, result.possible)}\n"
        f'<figcaption class="soft small">How many submissions have how many of the {number(result.possible)} points, '
        "lateness counted. The dashed line is the median.</figcaption>\n</figure>\n"
        f"<details><summary>The same as a table</summary>\n{numbers}</details>\n"
    )


def _histogram(bins: Sequence[tuple[float, float, int]], median: float, possible: float) -> str:
    """Bars of how many submissions have how many points, as a picture with a sentence for those who
    do not see it.
    """
    start, end, most = max(bins, key=lambda one: one[2])
    words = (
        f"Bars from 0 to {number(possible)} points. The most, {count(most, 'submission')}, have "
        f"{number(start)} to "
        f"{number(end)} points; the median is {number(median)}."
    )
    step = WIDE / len(bins)
    bars = "".join(_bar(LEFT + place * step, step, one[2] / most) for place, one in enumerate(bins))
    labels = "".join(
        _labels(LEFT + place * step, step, one, most) for place, one in enumerate(bins)
    )
    middle = LEFT + WIDE * min(1.0, max(0.0, median / possible)) if possible else LEFT
    return (
        f'<svg role="img" aria-label="{words}" viewBox="0 0 {WIDE + 2 * LEFT} {BASE + 28}">\n{bars}\n'
        f'<line class="axis" x1="{LEFT}" y1="{BASE}" x2="{LEFT + WIDE}" y2="{BASE}"/>\n'
        f'<line class="middle" x1="{middle:.1f}" y1="4" x2="{middle:.1f}" y2="{BASE}"/>\n'
        f"{labels}{_label(LEFT + WIDE, BASE + 18, number(possible))}\n</svg>"
    )


def _bar(x: float, step: float, share: float) -> str:
    y, high = BASE - HIGH * share, HIGH * share
    return f'<rect class="bar" x="{x + 2:.1f}" y="{y:.1f}" width="{step - 4:.1f}" height="{high:.1f}"/>'


def _labels(x: float, step: float, one: tuple[float, float, int], most: int) -> str:
    start, _, how_many = one
    above = (
        _label(x + step / 2, BASE - HIGH * how_many / most - 6, f"{how_many:,}") if how_many else ""
    )
    return above + _label(x, BASE + 18, number(start))


def _label(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{words}</text>'


def _exercises(result: Result) -> str:
    head = [
        "Exercise",
        "Points",
        "Difficulty",
        "Discrimination",
        "Right",
        "Partly",
        "Not right",
        "Not done",
        "Other",
    ]
    rows = [_item_row(item) for item in items(result)]
    return (
        table("Each exercise in this class", head, rows, range(1, len(head)), quiet=True)
        + '<p class="soft small">Difficulty is the mean share of the points (100% is easiest). Discrimination is the '
        "correlation with the points of the other exercises: near 0 or below, those who know the "
        "rest do no better "
        f"here, so look at the exercise; it needs {MIN_LEARNERS} submissions. Shares are of the "
        "files that could be "
        "read; “Other” is an answer that could not be graded.</p>\n"
    )


def _item_row(item: Item) -> list[str]:
    name = f"{item.exercise.number} {item.exercise.title}"
    discrimination = (
        "–" if item.discrimination is None else f"{item.discrimination:.2f}".replace("-", "−")
    )
    difficulty = "–" if math.isnan(item.difficulty) else f"{item.difficulty:.0%}"
    return [
        markup(short(name, 80)),
        number(item.exercise.points),
        difficulty,
        discrimination,
        *(f"{share:.0%}" for share in item.shares.values()),
    ]


def _mistakes(result: Result, link: _Links) -> str:
    found = [(exercise, mistakes(result, exercise, MAX_MISTAKES)) for exercise in result.exercises]
    body = "".join(
        f"<h3>{markup(short(f'{exercise.number} {exercise.title}', 80))}</h3>\n<ol>\n"
        + "".join(_mistake(mistake, link) for mistake in ones)
        + "</ol>\n"
        for exercise, ones in found
        if ones
    )
    return body or "<p>No answer was wrong.</p>\n"


def _mistake(mistake: Mistake, link: _Links) -> str:
    who = f"<details><summary>{count(len(mistake.places), 'learner')}</summary>\n"
    names = f'<p class="names">{link.several(mistake.places)}</p></details>'
    return f"<li>{prose(short(mistake.message, 3 * MAX_REASON))}\n{who}{names}</li>\n"


def _late(result: Result, link: _Links) -> str:
    late = [place for place, grade in enumerate(result.grades) if grade.lateness.days]
    if not late:
        return ""
    rows = [_late_row(result.grades[place], link(place)) for place in late]
    return table(
        f"{count(len(late), 'submission')} late",
        ["Learner", "Days", "Lost", "Earned", "Counts"],
        rows,
        range(1, 5),
    )


def _late_row(grade: Grade, name: str) -> list[str]:
    late = grade.lateness
    return [
        name,
        str(late.days),
        f"{100 * late.share_lost:.3g}%",
        number(grade.earned),
        number(grade.final),
    ]


def _overrides(result: Result, link: _Links) -> str:
    rows = [
        _override_row(grade, exercise, link(place))
        for place, grade in enumerate(result.grades)
        for exercise in grade.overrides
    ]
    head = ["Learner", "Exercise", "Given", "Grader's", "Reason", "By, when"]
    return table("Points given by a person", head, rows, [2, 3]) if rows else ""


def _override_row(grade: Grade, exercise: str, name: str) -> list[str]:
    given, outcome = grade.overrides[exercise], grade.outcomes.get(exercise)
    before = number(outcome.earned) if outcome and outcome.state != "not graded" else "–"
    by = markup(short(f"{given.author}, {given.when}", 80))
    return [
        name,
        markup(exercise),
        number(given.points),
        before,
        markup(short(given.reason, MAX_REASON)),
        by,
    ]


def _similar(pairs: Sequence[Pair], link: _Links) -> str:
    if not pairs:
        return (
            "<p>No two submissions are more alike than the starter text and chance explain in this "
            "class. (What very "
            "many wrote alike, or took from one source, does not count as alike.)</p>\n"
        )
    rows = [
        (
            f"{link(one.first)} and {link(one.second)}",
            f"{one.share:.0%}",
            _rare(one.expected),
            ", ".join(one.exercises),
        )
        for one in pairs[:MAX_PAIRS]
    ]
    more = f"<p>And {len(pairs) - MAX_PAIRS:,} more pairs.</p>\n" if len(pairs) > MAX_PAIRS else ""
    return (
        "<p><strong>A reason to look, never a proof.</strong> People who learn together write "
        "alike, and so do people "
        "who use the same source. Read both answers, and ask, before you think anything of "
        "it.</p>\n"
        + table(
            "Pairs that share far more rare code than chance explains",
            ["Learners", "Rare code shared", "Expected by chance", "Where"],
            rows,
            [1, 2],
        )
        + more
        + '<p class="soft small">Compared without names, numbers, comments and the starter text. Rare code is what few '
        "in this class wrote; the share is that of the one with less of it. The third column says "
        "how many pairs as "
        "alike chance alone would bring about in this class.</p>\n"
    )


def _rare(expected: float) -> str:
    return "fewer than 0.001" if expected < 0.001 else f"{expected:.2g}"


def _roster(roster: Roster, matches: Matches, link: _Links) -> str:
    rows = [(link(place), markup(why)) for place, why in matches.unmatched]
    head = ["Learner", "Why"]
    return (
        f"<p>{count(len(matches.row_of), 'submission')} found in the list from {roster.kind}.</p>\n"
        + (table("Not found, and so not in the file for the gradebook", head, rows) if rows else "")
        + _absent([roster.name(row) or ", ".join(roster.rows[row]) for row in matches.without_file])
    )


def _absent(names: Sequence[str]) -> str:
    if not names:
        return ""
    shown = ", ".join(markup(short(name, 60)) for name in names[:MAX_NAMES])
    more = f" and {len(names) - MAX_NAMES:,} more" if len(names) > MAX_NAMES else ""
    return (
        f"<p><strong>In the list, with nothing handed in ({len(names):,}):</strong> "
        f"{shown}{more}.</p>\n"
    )


def _learners(result: Result, link: _Links) -> str:
    numbers = [exercise.number for exercise in result.exercises]
    rows = [
        _learner_row(grade, numbers, result, link(place))
        for place, grade in enumerate(result.grades)
    ]
    head = ["Learner", *map(markup, numbers), "Counts"]
    words = f"{count(len(rows), 'submission')}: points; ? waits for a person, * was given by one"
    return (
        table(words, head, rows, range(1, len(head)))
        if rows
        else "<p>No submission was found.</p>\n"
    )


def _learner_row(grade: Grade, numbers: Iterable[str], result: Result, name: str) -> list[str]:
    waits = pending(grade, result.exercises)
    points = [
        "?" if one in waits else number(grade.points_of(one)) + "*" * (one in grade.overrides)
        for one in numbers
    ]
    return [name, *points, "?" if waits else number(grade.final)]


def _files(exports: Mapping[str, str]) -> str:
    entries = "".join(
        f'<li><a href="{markup(name)}">{markup(name)}</a>: {markup(use)}</li>\n'
        for name, use in exports.items()
    )
    return f"<ul>\n{entries}</ul>\n"


def _maybe(value: float) -> str:
    return "–" if math.isnan(value) else number(round(value, 2))
