"""Write a graded class down: pages for learners and instructor, exports for other programs, a table
for the terminal.

What came from a learner is untrusted: it is escaped, shortened, and cannot become a spreadsheet
formula. Hidden inputs and expected values are not in a Result, so they cannot get out. All reports
are written to a new folder beside the old ones, and then take their places. A report that somebody
changed, and a file that the grader did not write, is never replaced.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from llmcourse.grading.records.result import Grade, Result
from llmcourse.grading.reports.exports import grades_csv, grades_json, gradescope_json
from llmcourse.grading.reports.harmless import plain, short, stem
from llmcourse.grading.reports.lms import canvas_csv, moodle_csv
from llmcourse.grading.reports.overview import Files, overview_page, points_cell
from llmcourse.grading.reports.pages import learner_page
from llmcourse.grading.reports.roster import match, read_roster
from llmcourse.grading.reports.similarity import similar_pairs
from llmcourse.grading.reports.wording import count, is_undated, number, pending
from llmcourse.machine.files import write_whole

MANIFEST, NEW = "written-by-grader.json", "reports.new"
MAX_NAMED = 20
EXPORTS = {
    "grades.csv": "everything, for a spreadsheet",
    "canvas.csv": "for Canvas: Grades, Import",
    "moodle.csv": "for Moodle: Grades, Import, CSV file",
    "grades.json": "everything, for a program",
    "gradescope/": "a results.json for every learner, for Gradescope",
}
BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes UTF-8 for something else
ENTRIES = ("overview.html", "learners", *(name.rstrip("/") for name in EXPORTS))
OBSOLETE = ("junit.xml",)  # written by earlier versions


class OccupiedFolder(FileExistsError):
    """An output folder in which the place of a report is taken by something else."""


def table(result: Result) -> str:
    """Return the grades as lines of text, a column per exercise.

    ? waits for a person, * was given by one.
    """
    is_late = any(grade.lateness.days for grade in result.grades)
    head = ["learner", *(exercise.number for exercise in result.exercises), "points"]
    rows = [_row(grade, result) for grade in result.grades]
    if is_late:
        head.append("late")
        for row, grade in zip(rows, result.grades, strict=True):
            row.append(f"{grade.lateness.days} days" if grade.lateness.days else "")
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in (head, *rows)]
    for grade in result.grades:
        if grade.problem:
            lines.append(f"{short(grade.submission.learner, 32)}: {plain(grade.problem)}")
    return "\n".join([*lines, *_notes(result), f"Protection: {result.level.sentence}."])


def _notes(result: Result) -> list[str]:
    """Return sentences about files that were not graded, and times that are not known."""
    notes = []
    if result.passed_over:
        names = ", ".join(short(name, 60) for name in result.passed_over[:MAX_NAMED])
        more = len(result.passed_over) - MAX_NAMED
        names += f" and {more:,} more" if more > 0 else ""
        notes.append(f"Not graded, since these are no notebooks by their names: {names}.")
    if result.gone:
        names = ", ".join(short(name, 32) for name in sorted(result.gone)[:MAX_NAMED])
        notes.append(f"Graded earlier, and no longer among the submissions: {names}.")
    undated = [one.submission.learner for one in result.grades if is_undated(one, result)]
    if undated:
        names = ", ".join(short(name, 32) for name in undated[:MAX_NAMED])
        how_many = count(len(undated), "submission")
        notes.append(f"Nobody knows when {how_many} came in, so as in time: {names}.")
    return notes


def _row(grade: Grade, result: Result) -> list[str]:
    waits = pending(grade, result.exercises)
    points = [points_cell(grade, exercise.number, waits) for exercise in result.exercises]
    total = f"{number(grade.final)} of {number(result.possible)}"
    return [short(grade.submission.learner, 32), *points, total]


def require_own_folder(out: Path, submissions: Path) -> None:
    """Raise OccupiedFolder unless reports can be written into `out` without replacing anything but
    the grader's own.
    """
    if out.resolve().is_relative_to(submissions.resolve()):
        raise OccupiedFolder(
            f"{out} is among the submissions. Name a folder outside of them for the reports."
        )
    if out.exists() and not out.is_dir():
        raise OccupiedFolder(f"{out} is a file. Name a folder for the reports.")
    _require_own(out)


def write(result: Result, out: Path, roster: Path | None = None) -> None:
    """Write all reports of a class into `out`, in place of the grader's earlier ones.

    `roster` is the list of learners that Canvas or Moodle exports as CSV: it makes the file for
    that gradebook exact. Raises OccupiedFolder, and BadRoster, before anything is written.
    """
    files = _files(result, roster)
    _require_own(out)
    new = out / NEW
    _remove(new)
    for name, content in files.items():
        write_whole(new / name, content)
    _swap(new, out)


def _swap(new: Path, out: Path) -> None:
    """Let the new reports take the places of the old ones.

    The manifest lists both while this goes on, so that a run which was killed can be run again.
    """
    old_hashes = _manifest(out)
    new_hashes = {name: [_hash_of(new / name)] for name in ENTRIES if (new / name).exists()}
    names = {*old_hashes, *new_hashes}
    both = {name: [*old_hashes.get(name, []), *new_hashes.get(name, [])] for name in names}
    _write_manifest(out, both)
    for name in (*ENTRIES, *OBSOLETE):
        if name in old_hashes or name in new_hashes:
            _remove(out / name)
        if name in new_hashes:
            os.replace(new / name, out / name)
    _write_manifest(out, new_hashes)
    _remove(new)


def _files(result: Result, roster_path: Path | None) -> dict[str, str]:
    """Return every file's content by its name relative to the folder."""
    roster = None if roster_path is None else read_roster(roster_path)
    learners = [grade.submission.learner for grade in result.grades]
    matches = match(roster, learners, result.gone) if roster is not None else None
    stems = [f"{index:03d}-{stem(learner)}" for index, learner in enumerate(learners, start=1)]
    pages = [f"learners/{name}.html" for name in stems]
    links = Files(pages, EXPORTS)
    files = {
        "overview.html": overview_page(result, links, similar_pairs(result), roster, matches),
        "grades.csv": BYTE_ORDER_MARK + grades_csv(result),
        "grades.json": grades_json(result),
        "canvas.csv": canvas_csv(result, roster, matches),
        "moodle.csv": moodle_csv(result, roster, matches),
    }
    for name, page, grade in zip(stems, pages, result.grades, strict=True):
        files[page] = learner_page(grade, result)
        scope = gradescope_json(grade, result)
        if scope is not None:
            files[f"gradescope/{name}.json"] = scope
    return files


def _require_own(out: Path) -> None:
    """Raise OccupiedFolder where a report's place holds what the grader did not write."""
    known = _manifest(out)
    taken = [name for name in ENTRIES if os.path.lexists(out / name)]
    strange = [name for name in taken if _hash_of(out / name) not in known.get(name, [])]
    if strange:
        raise OccupiedFolder(
            f"{out} holds {', '.join(strange)}, which the grader did not write or somebody changed "
            "since. Nothing was touched. Name another folder for the reports."
        )


def _hash_of(path: Path) -> str | None:
    """Return one hash for a file, or for a folder with all names and contents; None for a link."""
    if path.is_symlink():
        return None
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    whole = hashlib.sha256()
    for entry in sorted(path.iterdir()):
        inner = _hash_of(entry)
        if inner is None:
            return None
        whole.update(f"{len(entry.name)} {entry.name} {inner}".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _manifest(out: Path) -> dict[str, list[str]]:
    """Return, for each report that was written, the hashes it may have; nothing for a broken
    list.
    """
    try:
        stored = json.loads((out / MANIFEST).read_text(encoding="utf8"))
    except (OSError, ValueError):
        return {}
    known = {}
    for name in (*ENTRIES, *OBSOLETE):
        hashes = stored.get(name) if isinstance(stored, dict) else None
        if isinstance(hashes, list):
            known[name] = [one for one in hashes if isinstance(one, str)]
    return known


def _write_manifest(out: Path, hashes: Mapping[str, list[str | None]]) -> None:
    write_whole(out / MANIFEST, json.dumps(hashes, indent=1, sort_keys=True))
