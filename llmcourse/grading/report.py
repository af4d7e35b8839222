"""Write a graded class down: one CSV, one HTML page a learner, and a table for the terminal.

What came from a learner is untrusted: it is escaped, shortened, and cannot become a spreadsheet formula. Hidden inputs
and expected values are not in a Result, so they cannot get out.
"""

import csv
import hashlib
import html
import io
import json
import re
from pathlib import Path

from llmcourse.grading.result import Grade, Outcome, Result

FORMULA_STARTS = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}")
MANIFEST = "written-by-grader.json"
WORDS = {
    "right": "right",
    "partly": "partly right",
    "wrong": "not right",
    "blank": "not done yet",
    "missing": "cell missing",
    "not code": "not a code cell",
    "duplicated": "two answers",
    "too long": "too long",
    "not graded": "could not be graded",
}
STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; color: #1F2937; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; font-weight: bold; padding: .5rem 0 }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #9CA3AF; vertical-align: top }
td.points { text-align: right; white-space: nowrap }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #F3F4F6; padding: .75rem }
"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{points} points</p>
{body}
</main>
<footer><p>Your code ran in a sandbox: {protection}.</p></footer>
</body>
</html>
"""
TABLE = """<table>
<caption>Exercises</caption>
<thead><tr><th scope="col">Exercise</th><th scope="col">Result</th><th scope="col">Points</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
"""
ROW = '<tr><th scope="row">{exercise}</th><td>{words}</td><td class="points">{points}</td></tr>'


class OccupiedFolder(FileExistsError):
    """An output folder that holds something the grader did not write."""


def table(result: Result) -> str:
    """The grades as lines of text, a column an exercise."""
    head = ["learner", *(exercise.number for exercise in result.exercises), "points"]
    rows = [
        [_short(grade), *_cells(grade, result), f"{grade.earned:g} of {result.possible:g}"] for grade in result.grades
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in (head, *rows)]
    notes = [f"{_short(grade)}: {_clean(grade.problem)}" for grade in result.grades if grade.problem]
    return "\n".join([*lines, *notes, f"Protection: {result.level.sentence}."])


def require_free(out: Path, submissions: Path) -> None:
    """Raise OccupiedFolder unless `out` is new, empty, or holds only what the grader wrote and nobody changed since."""
    if out.resolve().is_relative_to(submissions.resolve()):
        raise OccupiedFolder(f"{out} lies among the submissions. Name a folder outside of them for the reports.")
    if not out.exists():
        return
    if not out.is_dir():
        raise OccupiedFolder(f"{out} is a file. Name a folder for the reports.")
    known = _manifest(out)
    others = [path for path in out.iterdir() if path.name != MANIFEST]
    strange = sorted(path.name for path in others if known.get(path.name) != _digest(path))
    if strange:
        some = ", ".join(strange[:3]) + " ..." * (len(strange) > 3)
        raise OccupiedFolder(
            f"{out} holds {some}, which the grader did not write or somebody changed since. Nothing was touched. "
            "Name another folder for the reports."
        )


def write(result: Result, out: Path) -> None:
    """Write the CSV, a page for every learner and the list of what was written into `out`; see `require_free`."""
    out.mkdir(parents=True, exist_ok=True)
    for name, digest in _manifest(out).items():
        if _digest(out / name) == digest:
            (out / name).unlink()
    files = {"grades.csv": grades_csv(result)}
    for place, grade in enumerate(result.grades, start=1):
        files[f"{place:03d}-{_slug(grade.submission.learner)}.html"] = page(grade, result)
    for name, text in files.items():
        with (out / name).open("x", encoding="utf8", newline="") as file:
            file.write(text)
    (out / MANIFEST).write_text(json.dumps({name: _digest(out / name) for name in files}, indent=1), encoding="utf8")


def grades_csv(result: Result) -> str:
    """One row a learner: points by exercise, their sum, and a note when something was wrong."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(
        ["learner", "file", *(exercise.number for exercise in result.exercises), "points", "possible", "note"]
    )
    for grade in result.grades:
        points = [_points(grade, exercise.number) for exercise in result.exercises]
        rows.writerow(
            [
                _defused(grade.submission.learner),
                _defused(grade.submission.path.name),
                *points,
                f"{grade.earned:g}",
                f"{result.possible:g}",
                _defused(_note(grade)),
            ]
        )
    return text.getvalue()


def page(grade: Grade, result: Result) -> str:
    """The learner's page: the score, each exercise, what to look at, and how the code was kept in."""
    details = "".join(map(_details, grade.outcomes.values()))
    return PAGE.format(
        title=f"{_text(result.name)}: {_text(grade.submission.learner[:100])}",
        style=STYLE,
        points=f"{grade.earned:g} of {result.possible:g}",
        body=_file_problem(grade) if grade.problem else _summary(grade) + details,
        protection=_text(result.level.sentence),
    )


def _short(grade: Grade) -> str:
    return _clean(grade.submission.learner)[:32]


def _cells(grade: Grade, result: Result) -> list[str]:
    return [_points(grade, exercise.number) for exercise in result.exercises]


def _points(grade: Grade, number: str) -> str:
    outcome = grade.outcomes.get(number)
    if outcome is None or outcome.state == "not graded":
        return "0" if grade.problem else "?"
    return f"{outcome.earned:g}"


def _note(grade: Grade) -> str:
    ungraded = [number for number, outcome in grade.outcomes.items() if outcome.state == "not graded"]
    return grade.problem or (f"could not be graded: {', '.join(ungraded)}" if ungraded else "")


def _file_problem(grade: Grade) -> str:
    return f"<h2>The file could not be graded</h2>\n<p>{_text(grade.problem)}</p>"


def _summary(grade: Grade) -> str:
    return TABLE.format(rows="\n".join(map(_row, grade.outcomes.values())))


def _row(outcome: Outcome) -> str:
    name = f"{outcome.exercise.number} {outcome.exercise.title}"
    points = f"{outcome.earned:g} of {outcome.exercise.points:g}"
    return ROW.format(exercise=_text(name), words=WORDS[outcome.state], points=points)


def _details(outcome: Outcome) -> str:
    if outcome.state == "right":
        return ""
    heading = f"<h2>{_text(f'{outcome.exercise.number} {outcome.exercise.title}')}: {WORDS[outcome.state]}</h2>\n"
    return heading + f"<pre>{_text(outcome.message)}</pre>\n" * bool(outcome.message) + _parts(outcome)


def _parts(outcome: Outcome) -> str:
    if not outcome.parts:
        return ""
    lines = [f"{part.name}, {part.earned:g} of {part.points:g}: {part.problem or 'right'}" for part in outcome.parts]
    items = "\n".join(f"<li>{_text(line)}</li>" for line in lines)
    return f"<p>On other inputs than yours:</p>\n<ul>\n{items}\n</ul>\n"


def _text(untrusted: object) -> str:
    return html.escape(_clean(str(untrusted), keep="\n"))


def _clean(text: str, keep: str = "") -> str:
    """Without control characters and marks that turn the direction of writing."""
    return "".join(letter if letter in keep or letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = _clean(text)
    return "'" + text if text.lstrip().startswith(FORMULA_STARTS) else text


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:40] or "learner"


def _manifest(out: Path) -> dict[str, str]:
    try:
        known = json.loads((out / MANIFEST).read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {name: digest for name, digest in known.items() if not {"/", "\\"} & set(name) and name != ".."}


def _digest(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()
