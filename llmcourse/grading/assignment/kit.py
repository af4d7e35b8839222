"""A kit to hand out: exercises without solutions, originals to check against and a page of
instructions.

It is a folder, and the same as a zip beside it. `llmcourse check` works inside it with nothing but
the installed package. Same input, same bytes.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode

from llmcourse import __version__
from llmcourse.grading.assignment.release import (
    ReleaseError,
    exercise_bytes,
    exercise_list,
    read_notebook,
)
from llmcourse.machine.files import write_whole

EXERCISES, ORIGINALS, README = "exercises", "originals", "README.md"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
INSTRUCTIONS = """# Exercises

{due}

| file | chapter | exercises | points |
|---|---|---|---|
{rows}

## Open

The package `llmcourse`, version {version} or newer, must be installed; the course's own README says
how. Unzip this kit, start `jupyter lab` in its folder, and open a notebook in `exercises/`.

Write your answers where it says `YOUR CODE HERE`, and run the check below each of them: it tells
what is wrong and why.

## Check

Save the notebook. In a terminal, in this folder:

```
llmcourse check {example}
```

It runs your saved answers against fresh copies of the checks, which it takes from `originals/`.
Leave that folder as it is.

## Hand in

Hand in the saved notebook itself, the `.ipynb` file from `exercises/`, one for each chapter. You
may rename it.

Only the answer cells count, as they were last saved. Other cells, outputs and changes to a check
are not looked at, so an answer must not need them. Do not delete or split the answer cells.
"""


def build(
    sources: Sequence[Path], folder: Path, due: datetime | None = None, overwrite: bool = False
) -> dict[Path, bool]:
    """Write a kit of solution notebooks to `folder`, and zipped beside it; for each file, whether
    it changed.

    Raises ReleaseError, and writes nothing, when a source is malformed, or when the folder or its
    zip is there already with other contents and `overwrite` is not set.
    """
    folder = folder.resolve()
    solutions = {source.name: _assignment_in(source) for source in sources}
    if len(solutions) < len({source.resolve() for source in sources}):
        raise ReleaseError("Two of the notebooks have the same file name. Rename one of them.")
    files = kit_files(solutions, due)
    targets = {folder / name: content for name, content in files.items()}
    targets[folder.with_name(folder.name + ".zip")] = pack(folder.name, files)
    changed = {path: _differs(path, content) for path, content in targets.items()}
    if any(changed.values()):
        _require_kit(folder)
        if not overwrite:
            _require_new(folder)
    for path, differs in changed.items():
        if differs:
            write_whole(path, targets[path])
    return changed


def _differs(path: Path, content: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != content


def _require_kit(folder: Path) -> None:
    """Raise ReleaseError when the folder is a file, or holds what no kit holds (hidden files
    aside).
    """
    if folder.exists() and not folder.is_dir():
        raise ReleaseError(f"{folder} is a file. Name a folder for the kit.")
    entries = sorted(folder.iterdir()) if folder.exists() else []
    visible = [entry.name for entry in entries if not entry.name.startswith(".")]
    others = [name for name in visible if name not in (README, EXERCISES, ORIGINALS)]
    if others:
        raise ReleaseError(
            f"{folder} holds {', '.join(others[:3])}, which is not part of a kit. Name a new "
            "folder."
        )


def _require_new(folder: Path) -> None:
    """Raise ReleaseError when the kit's folder holds anything, or its zip exists."""
    archive = folder.with_name(folder.name + ".zip")
    is_taken = folder.exists() and any(folder.iterdir())
    for path, exists in ((folder, is_taken), (archive, archive.exists())):
        if exists:
            raise ReleaseError(
                f"{path} is there already and was left as it is; nothing was written. Name a new "
                "folder for the kit, or release with --overwrite if its files may be replaced."
            )


def kit_files(solutions: Mapping[str, NotebookNode], due: datetime | None) -> dict[str, bytes]:
    """Return the kit's files, by their path in it; `solutions` by file name."""
    notebooks = {
        name: exercise_bytes(solution, due) for name, solution in sorted(solutions.items())
    }
    copies = {
        f"{place}/{name}": content
        for place in (EXERCISES, ORIGINALS)
        for name, content in notebooks.items()
    }
    return {README: instructions(solutions, due).encode()} | copies


def instructions(solutions: Mapping[str, NotebookNode], due: datetime | None) -> str:
    """Return the learners' page."""
    return INSTRUCTIONS.format(
        due=f"**Due: {in_words(due)}.**" if due else "Your instructor says when they are due.",
        rows="\n".join(_row(name, solution) for name, solution in sorted(solutions.items())),
        version=__version__,
        example=min(solutions).split("_")[0],
    )


def in_words(moment: datetime) -> str:
    """Return a time with its weekday and offset, the same on every machine.

    >>> in_words(datetime.fromisoformat("2026-12-01T23:59+01:00"))
    'Tuesday, December 1, 2026, 23:59 (UTC+01:00)'
    """
    day = f"{WEEKDAYS[moment.weekday()]}, {MONTHS[moment.month - 1]} {moment.day}, {moment.year}"
    return f"{day}, {moment:%H:%M} (UTC{moment.isoformat(timespec='minutes')[16:]})"


def pack(top: str, files: Mapping[str, bytes]) -> bytes:
    """Return a zip of `files` in a folder `top`: sorted, undated, and stored because compressors
    differ between machines.
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{top}/{name}")  # its time is 1980-01-01
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            packed.writestr(entry, files[name])
    return archive.getvalue()


def _assignment_in(source: Path) -> NotebookNode:
    solution = read_notebook(source)
    if not exercise_list(solution) or "assignment" not in solution.metadata.get("llmcourse", {}):
        raise ReleaseError(
            f"{source} is not an assignment: expected metadata llmcourse.assignment and exercises "
            "with points. Name a notebook of the solutions folder."
        )
    return solution


def _row(name: str, solution: NotebookNode) -> str:
    exercises, first = exercise_list(solution), solution.cells[0].source.split("\n")[0]
    title = first.removeprefix("# ").removesuffix(": exercises")
    points = sum(exercise["points"] for exercise in exercises)
    return f"| `{EXERCISES}/{name}` | {title} | {len(exercises)} | {points:g} |"
