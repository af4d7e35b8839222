"""Write a graded class down: pages for learners and instructor, exports for other programs, a table
for the terminal.

What came from a learner is untrusted: it is escaped, shortened, and cannot become a spreadsheet
formula. Hidden inputs and expected values are not in a Result, so they cannot get out. The folder
holds a list of what was written there, with hashes; a file that is not in it, or that somebody
changed, is never replaced or removed.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from llmcourse.grading.records.result import Grade, Result
from llmcourse.grading.reports.exports import grades_csv, grades_json, gradescope_json, junit_xml
from llmcourse.grading.reports.harmless import plain, short, stem
from llmcourse.grading.reports.lms import canvas_csv, moodle_csv
from llmcourse.grading.reports.overview import Files, overview_page
from llmcourse.grading.reports.pages import learner_page
from llmcourse.grading.reports.roster import match, read_roster
from llmcourse.grading.reports.similarity import similar_pairs
from llmcourse.grading.reports.wording import WORDS, number, pending
from llmcourse.machine.files import write_whole

__all__ = ["WORDS", "OccupiedFolder", "grades_csv", "require_free", "table", "write"]

MANIFEST, GRADEBOOK = "written-by-grader.json", "gradebook.sqlite"
FOLDERS = ("learners", "gradescope")
UNFINISHED = re.compile(r"(.+)[a-z0-9_]{8}\.part")  # left by `write_whole` when it was killed
EXPORTS = {
    "grades.csv": "everything, for a spreadsheet",
    "canvas.csv": "for Canvas: Grades, Import",
    "moodle.csv": "for Moodle: Grades, Import, CSV file",
    "grades.json": "everything, for a program",
    "junit.xml": "for programs that read test results",
    "gradescope/": "a results.json for every learner, for Gradescope",
}


class OccupiedFolder(FileExistsError):
    """An output folder that holds something the grader did not write."""


def table(result: Result) -> str:
    """The grades as lines of text, a column an exercise; ? waits for a person, * was given by one."""
    late = any(grade.lateness.days for grade in result.grades)
    head = [
        "learner",
        *(exercise.number for exercise in result.exercises),
        "points",
        *["late"] * late,
    ]
    rows = [
        [
            short(grade.submission.learner, 32),
            *_cells(grade, result),
            f"{number(grade.final)} of {number(result.possible)}",
            *[f"{grade.lateness.days} days" if grade.lateness.days else ""] * late,
        ]
        for grade in result.grades
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in (head, *rows)]
    notes = [
        f"{short(grade.submission.learner, 32)}: {plain(grade.problem)}"
        for grade in result.grades
        if grade.problem
    ]
    return "\n".join([*lines, *notes, f"Protection: {result.level.sentence}."])


def require_free(out: Path, submissions: Path) -> None:
    """Raise OccupiedFolder unless `out` is new, empty, or holds only what the grader wrote and
    nobody changed since.
    """
    if out.resolve().is_relative_to(submissions.resolve()):
        raise OccupiedFolder(
            f"{out} lies among the submissions. Name a folder outside of them for the reports."
        )
    if out.exists() and not out.is_dir():
        raise OccupiedFolder(f"{out} is a file. Name a folder for the reports.")
    _require_own(out)


def write(result: Result, out: Path, roster: Path | None = None) -> None:
    """Write all reports of a class into `out`, in place of the grader's earlier ones; see
    `require_free`.

    `roster` is the list of learners that Canvas or Moodle exports as CSV: it makes the file for
    that gradebook exact. Raises OccupiedFolder, and BadRoster, before anything is written.
    """
    files = _files(result, roster)
    _require_own(out)
    old, new = _manifest(out), {name: [_hash(content)] for name, content in files.items()}
    out.mkdir(parents=True, exist_ok=True)
    _write_manifest(out, {name: old.get(name, []) + new.get(name, []) for name in {*old, *new}})
    for name, content in files.items():
        if _digest(out / name) not in new[name]:
            write_whole(out / name, content)
    for name, path in list(_walk(out)):
        if name not in files and (name in old or UNFINISHED.fullmatch(name)):
            path.unlink()
    _write_manifest(out, new)


def _files(result: Result, roster_path: Path | None) -> dict[str, bytes]:
    """Every file's name, relative to the folder, and content."""
    roster = None if roster_path is None else read_roster(roster_path)
    matches = roster and match(roster, [grade.submission.learner for grade in result.grades])
    stems = [
        f"{place:03d}-{stem(grade.submission.learner)}"
        for place, grade in enumerate(result.grades, start=1)
    ]
    pages = [f"learners/{name}.html" for name in stems]
    scopes = [gradescope_json(grade, result) for grade in result.grades]
    texts = {
        "overview.html": overview_page(
            result, Files(pages, EXPORTS), similar_pairs(result), roster, matches
        ),
        "grades.csv": grades_csv(result),
        "grades.json": grades_json(result),
        "junit.xml": junit_xml(result),
        "canvas.csv": canvas_csv(result, roster, matches),
        "moodle.csv": moodle_csv(result, roster, matches),
        **{
            page: learner_page(grade, result)
            for page, grade in zip(pages, result.grades, strict=True)
        },
        **{
            f"gradescope/{name}.json": text
            for name, text in zip(stems, scopes, strict=True)
            if text is not None
        },
    }
    return {name: text.encode() for name, text in texts.items()}


def _cells(grade: Grade, result: Result) -> list[str]:
    waits = pending(grade, result.exercises)
    numbers = [exercise.number for exercise in result.exercises]
    return [
        "?" if one in waits else number(grade.points_of(one)) + "*" * (one in grade.overrides)
        for one in numbers
    ]


def _require_own(out: Path) -> None:
    strange = list(islice(_strange(out), 4)) if out.is_dir() else []
    if strange:
        some = ", ".join(strange[:3]) + " ..." * (len(strange) > 3)
        raise OccupiedFolder(
            f"{out} holds {some}, which the grader did not write or somebody changed since. "
            "Nothing was touched. "
            "Name another folder for the reports."
        )


def _strange(out: Path) -> Iterator[str]:
    """Names of what is in the folder and not the grader's; the gradebook beside the reports is."""
    known = _manifest(out)
    for name, path in _walk(out):
        unfinished = UNFINISHED.fullmatch(name)
        if unfinished and unfinished[1] in {*known, MANIFEST} and not path.is_symlink():
            continue
        if name not in known or _digest(path) not in known[name]:
            yield name


def _walk(folder: Path, above: str = "") -> Iterator[tuple[str, Path]]:
    """All that is in the folder, under its name there, but the list and the gradebook. No link is
    followed.
    """
    for path in sorted(folder.iterdir()):
        name = above + path.name
        if name in FOLDERS and path.is_dir() and not path.is_symlink():
            yield from _walk(path, name + "/")
        elif name != MANIFEST and not name.startswith(GRADEBOOK):
            yield name, path


def _manifest(out: Path) -> dict[str, list[str]]:
    """The list of what was written: the hashes that each name may have. Names are compared, never
    opened.
    """
    try:
        known = json.loads((out / MANIFEST).read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}
    lists = (
        {name: one for name, one in known.items() if isinstance(one, list)}
        if isinstance(known, dict)
        else {}
    )
    return {name: [one for one in hashes if isinstance(one, str)] for name, hashes in lists.items()}


def _write_manifest(out: Path, files: Mapping[str, list[str]]) -> None:
    write_whole(out / MANIFEST, json.dumps(files, indent=1, sort_keys=True))


def _digest(path: Path) -> str | None:
    return None if path.is_symlink() or not path.is_file() else _hash(path.read_bytes())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
