"""From a solution notebook to the exercise notebook that learners get: answers and grading cells
out, stubs in.

Uses nbgrader's own markers and cell metadata, so that both files are at home in nbgrader too. Runs
nothing.
"""

import hashlib
import re
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from llmcourse.machine.files import write_whole

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
MARKER = re.compile(r"#\s*(BEGIN|END) +(SOLUTION|HIDDEN)", re.IGNORECASE)
STUB = ("# YOUR CODE HERE", "raise NotImplementedError")


class ReleaseError(ValueError):
    """A notebook that cannot be released, or a target that must not be overwritten."""


def release_exercises(source: Path, target: Path, overwrite: bool = False) -> bool:
    """Write the exercise notebook of `source` to `target`; True when the file changed.

    Same source, same bytes. Raises ReleaseError, and writes nothing, when the source is malformed,
    or when `target` is anything but an untouched earlier release and `overwrite` is not set.
    """
    if target.exists() and target.samefile(source):
        raise ReleaseError(f"{source} would be replaced by its own exercises. Name another target.")
    fresh = exercise_bytes(read_notebook(source))
    if target.exists():
        if target.read_bytes() == fresh:
            return False
        if not overwrite and not is_untouched(target):
            raise ReleaseError(
                f"{target} holds somebody's work (something was typed into it) and was left as it "
                "is. Move or rename it and release again, or release with overwrite if it may go."
            )
    write_whole(target, fresh)
    return True


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook at `path`; ReleaseError when it is no readable notebook of format 4.5."""
    try:
        notebook = _parsed(path.read_text(encoding="utf8"))
        formats = notebook.nbformat, notebook.nbformat_minor
    except (OSError, ValueError, AttributeError, nbformat.reader.NotJSONError) as error:
        kind = type(error).__name__
        raise ReleaseError(
            f"{path} is not a readable notebook ({kind}). Can JupyterLab open it?"
        ) from None
    if formats != (4, 5):
        raise ReleaseError(
            f"{path} has notebook format {formats[0]}.{formats[1]}, and 4.5 (with cell ids) is "
            "needed. Open it in JupyterLab and save it again."
        )
    return notebook


def exercise_bytes(solution: NotebookNode, due: datetime | None = None) -> bytes:
    """Return the bytes of the exercise file of a solution notebook.

    Its metadata name the exercises with their points, since the grading cells that did are gone,
    and the due time.
    """
    exercise = strip_solutions(solution)
    course = exercise.metadata.setdefault("llmcourse", NotebookNode())
    course["released"], course["exercises"] = fingerprint(exercise), exercise_list(solution)
    if due is not None:
        course["due"] = due.isoformat(timespec="minutes")
    return (nbformat.writes(exercise, version=nbformat.NO_CONVERT) + "\n").encode("utf8")


def exercise_list(solution: NotebookNode) -> list[dict[str, Any]]:
    """Return number, title, points and the answer cell's own metadata of every exercise with a
    grading cell, in order.

    >>> from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
    >>> heading = "## Exercise 4.1 · Attend · 8 minutes · ★ · 3 points"
    >>> cells = [new_markdown_cell(heading, id="task-4-1")]
    >>> cells += [new_code_cell(id="ex-4-1", metadata={"nbgrader": {"solution": True}})]
    >>> grading = {"nbgrader": {"grade": True, "points": 3}}
    >>> cells += [new_code_cell(id="grade-4-1", metadata=grading)]
    >>> exercise_list(new_notebook(cells=cells))
    [{'number': '4.1', 'title': 'Attend', 'points': 3}]
    """
    cells = {cell.id: cell for cell in solution.cells}
    answers = [
        cell for cell in solution.cells if cell.id.startswith("ex-") and _role(cell, "solution")
    ]
    found = []
    for cell in answers:
        key = cell.id.removeprefix("ex-")
        points = _points(cells.get(f"grade-{key}"))
        if points is not None:
            heading = cells[f"task-{key}"].source.split("\n")[0] if f"task-{key}" in cells else ""
            title = (heading.split("·") + [""])[1].strip()
            known = {"number": key.replace("-", "."), "title": title, "points": points}
            found.append({**cell.metadata.get("llmcourse", {}), **known})
    return found


def strip_solutions(solution: NotebookNode) -> NotebookNode:
    """Return a copy of `solution` with stubs for answers, and without grading cells, outputs and
    execution counts.

    Raises ReleaseError for a missing or repeated cell id, markers that do not pair, and markers
    outside their cells.
    """
    exercise = deepcopy(solution)
    seen: set[str] = set()
    for cell in exercise.cells:
        _require_fresh_id(cell, seen)
        _require_markers_in_place(cell)
    exercise.cells = [_stripped(cell) for cell in exercise.cells if not _role(cell, "grade")]
    for cell in exercise.cells:
        leftover = MARKER.search(cell.source)
        if leftover:
            raise ReleaseError(
                f"Cell {cell.id!r} still has {leftover[0]!r} in it. Is the marker misspelt?"
            )
    return exercise


def fingerprint(notebook: NotebookNode) -> str:
    """Return a short hash of every cell's id, kind and source: equal as long as nobody typed
    anything.
    """
    written = [(cell.get("id"), cell.cell_type, cell.source) for cell in notebook.cells]
    return hashlib.sha256(repr(written).encode("utf8")).hexdigest()[:16]


def is_untouched(path: Path) -> bool:
    """Return whether `path` is a released exercise in which nobody typed anything (running it is
    allowed).
    """
    try:
        return holds_no_work(path.read_bytes())
    except OSError:
        return False


def holds_no_work(content: bytes) -> bool:
    """Return whether that is the content of such a file."""
    try:
        notebook = _parsed(content.decode("utf8"))
        return notebook.metadata.get("llmcourse", {}).get("released") == fingerprint(notebook)
    except Exception:  # whatever a file of that name holds, it is no released exercise
        return False


def _parsed(text: str) -> NotebookNode:
    return nbformat.from_dict(nbformat.reader.reads(text))


def _role(cell: NotebookNode, role: str) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get(role, False))


def _points(grading: NotebookNode | None) -> float | None:
    if grading is None:
        return None
    return grading.metadata.get("nbgrader", {}).get("points")


def _require_fresh_id(cell: NotebookNode, seen: set[str]) -> None:
    start = repr(cell.source[:40])
    if not cell.get("id"):
        raise ReleaseError(
            f"A cell has no id: the one that starts {start}. Answers are found by id: give it one."
        )
    if cell.id in seen:
        raise ReleaseError(
            f"The cell id {cell.id!r} occurs twice, the second time in the cell that starts "
            f"{start}."
        )
    seen.add(cell.id)


def _require_markers_in_place(cell: NotebookNode) -> None:
    lines = [line.strip() for line in cell.source.splitlines()]
    answer, grading = _role(cell, "solution"), _role(cell, "grade")
    if not answer and (BEGIN in lines or END in lines):
        raise ReleaseError(
            f"Cell {cell.id!r} has a solution marker but is no answer cell (nbgrader solution: "
            "true)."
        )
    if not grading and (BEGIN_HIDDEN in lines or END_HIDDEN in lines):
        raise ReleaseError(
            f"Cell {cell.id!r} has a hidden-tests marker but is no grading cell (nbgrader grade: "
            "true)."
        )
    if answer and not grading and BEGIN not in lines:
        raise ReleaseError(
            f"Answer cell {cell.id!r} has no line {BEGIN!r}: its answer would be released."
        )
    if grading and (lines[:1], lines[-1:]) != ([BEGIN_HIDDEN], [END_HIDDEN]):
        raise ReleaseError(
            f"Grading cell {cell.id!r} must stand wholly between {BEGIN_HIDDEN!r} and "
            f"{END_HIDDEN!r}."
        )


def _stripped(cell: NotebookNode) -> NotebookNode:
    if _role(cell, "solution"):
        cell.source = _with_stubs(cell.source, cell.id)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    return cell


def _with_stubs(source: str, cell_id: str) -> str:
    kept, inside = [], False
    for line in source.split("\n"):
        if line.strip() in (BEGIN, END):
            if inside == (line.strip() == BEGIN):
                raise ReleaseError(
                    f"Unbalanced solution markers in cell {cell_id!r}, at the line "
                    f"{line.strip()!r}."
                )
            inside = not inside
            if inside:
                indent = line[: len(line) - len(line.lstrip())]
                kept += [indent + stub for stub in STUB]
        elif not inside:
            kept.append(line)
    if inside:
        raise ReleaseError(
            f"Unbalanced solution markers in cell {cell_id!r}: {BEGIN!r} is never closed."
        )
    return "\n".join(kept)
