"""Write a graded class down: one CSV, one HTML page a learner, and a table for the terminal.

Everything that came from a learner is untrusted here: it is escaped, shortened, and cannot become a spreadsheet formula. Hidden inputs and
expected values are not in a Result, so they cannot get out.
"""
import csv
import hashlib
import html
import io
import json
import re
from pathlib import Path

from llmcourse.grading.result import Grade, Outcome, Result

MANIFEST = "written-by-grader.json"
WORDS = {"right": "right", "partly": "partly right", "wrong": "not right", "blank": "not done yet", "missing": "cell missing",
         "not code": "not a code cell", "duplicated": "two answers", "too long": "too long", "not graded": "could not be graded"}
STYLE = """body { font: 1rem/1.5 system-ui, sans-serif; color: #1F2937; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } caption { text-align: left; font-weight: bold; padding: .5rem 0 }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #9CA3AF; vertical-align: top }
td.points { text-align: right; white-space: nowrap } pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #F3F4F6; padding: .75rem }"""


class OccupiedFolder(FileExistsError):
    """An output folder that holds something the grader did not write."""


def table(result: Result) -> str:
    """The grades as lines of text, a column an exercise."""
    head = ["learner", *(exercise.number for exercise in result.exercises), "points"]
    rows = [[_clean(grade.submission.learner)[:32], *_cells(grade, result), f"{grade.earned:g} of {result.possible:g}"]
            for grade in result.grades]
    widths = [max(map(len, column)) for column in zip(head, *rows)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in (head, *rows)]
    notes = [f"{_clean(grade.submission.learner)[:32]}: {_clean(grade.problem)}" for grade in result.grades if grade.problem]
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
    strange = sorted(path.name for path in out.iterdir() if path.name != MANIFEST and known.get(path.name) != _digest(path))
    if strange:
        raise OccupiedFolder(f"{out} holds {', '.join(strange[:3])}{' ...' * (len(strange) > 3)}, which the grader did not write or somebody "
                             "changed since. Nothing was touched. Name another folder for the reports.")


def write(result: Result, out: Path) -> None:
    """Write the CSV, a page for every learner and the list of what was written into `out`; see `require_free`."""
    out.mkdir(parents=True, exist_ok=True)
    for name in _manifest(out):
        (out / name).unlink(missing_ok=True)
    files = {"grades.csv": grades_csv(result)}
    for place, grade in enumerate(result.grades, start=1):
        files[f"{place:03d}-{_slug(grade.submission.learner)}.html"] = page(grade, result)
    for name, text in files.items():
        with (out / name).open("x", encoding="utf8", newline="") as file:
            file.write(text)
    (out / MANIFEST).write_text(json.dumps({name: _digest(out / name) for name in files}, indent=1), encoding="utf8")


def grades_csv(result: Result) -> str:
    """One row a learner: points by exercise, their sum, and a note when something was wrong with the file or the run."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["learner", "file", *(exercise.number for exercise in result.exercises), "points", "possible", "note"])
    for grade in result.grades:
        points = [_points(grade, exercise.number) for exercise in result.exercises]
        rows.writerow([_defused(grade.submission.learner), _defused(grade.submission.path.name), *points, f"{grade.earned:g}",
                       f"{result.possible:g}", _defused(_note(grade))])
    return text.getvalue()


def page(grade: Grade, result: Result) -> str:
    """The learner's page: the score, each exercise, what to look at, and how the code was kept in."""
    name = _text(_clean(grade.submission.learner)[:100])
    body = _file_problem(grade) if grade.problem else _summary(grade, result) + "".join(map(_details, grade.outcomes.values()))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_text(result.name)}: {name}</title>
<style>
{STYLE}
</style>
</head>
<body>
<main>
<h1>{_text(result.name)}: {name}</h1>
<p>{grade.earned:g} of {result.possible:g} points</p>
{body}
</main>
<footer><p>Your code ran in a sandbox: {_text(result.level.sentence)}.</p></footer>
</body>
</html>
"""


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


def _summary(grade: Grade, result: Result) -> str:
    rows = "\n".join(f'<tr><th scope="row">{_text(one.exercise.number)} {_text(one.exercise.title)}</th><td>{WORDS[one.state]}</td>'
                     f'<td class="points">{one.earned:g} of {one.exercise.points:g}</td></tr>' for one in grade.outcomes.values())
    return ('<table>\n<caption>Exercises</caption>\n<thead><tr><th scope="col">Exercise</th><th scope="col">Result</th>'
            f'<th scope="col">Points</th></tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n')


def _details(outcome: Outcome) -> str:
    if outcome.state == "right":
        return ""
    heading = f"<h2>{_text(outcome.exercise.number)} {_text(outcome.exercise.title)}: {WORDS[outcome.state]}</h2>\n"
    return heading + f"<pre>{_text(outcome.message)}</pre>\n" * bool(outcome.message) + _parts(outcome)


def _parts(outcome: Outcome) -> str:
    if not outcome.parts:
        return ""
    lines = "\n".join(f"<li>{_text(part.name)}, {part.earned:g} of {part.points:g}: {_text(part.problem or 'right')}</li>"
                      for part in outcome.parts)
    return f"<p>On other inputs than yours:</p>\n<ul>\n{lines}\n</ul>\n"


def _text(untrusted: object) -> str:
    return html.escape(_clean(str(untrusted), keep="\n"))


def _clean(text: str, keep: str = "") -> str:
    """Without control characters and marks that turn the direction of writing."""
    return "".join(letter if letter in keep or letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = _clean(text)
    return "'" + text if text.lstrip()[:1] in ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}") and text.strip() else text


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:40] or "learner"


def _manifest(out: Path) -> dict[str, str]:
    try:
        known = json.loads((out / MANIFEST).read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}
    return {name: digest for name, digest in known.items() if "/" not in name and "\\" not in name} if isinstance(known, dict) else {}


def _digest(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()
