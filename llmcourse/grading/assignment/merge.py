"""Put a learner's answer cells, and nothing else of theirs, into the notebook that is graded.

Pure functions on notebooks: a submission is data here, it is never run. What is wrong with it (a
missing cell, a file that is no notebook) becomes a sentence for the report; a bad cell costs its
exercise, never the file.
"""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from llmcourse.grading.assignment.elsewhere import (
    Written,
    cell_names,
    lacking,
    made_names,
    mapping,
    source_of,
    written_cells,
)
from llmcourse.grading.assignment.release import exercise_list, read_notebook, strip_solutions
from llmcourse.grading.forbidden import refusal, used_in
from llmcourse.grading.records.mishaps import NOT_GRADED
from llmcourse.grading.records.result import Answer, Exercise, Unreadable
from llmcourse.machine.text import storable

MAX_FILE, MAX_SOURCE = 20_000_000, 200_000
PARTS, MAX_PARTS = (b"{", b"[", b'"'), 1_000_000
CHAPTER = re.compile(r"ex-(\d{1,3})-\d{1,3}\Z")
THERE = {
    "blank": "The answer cell holds no answer.",
    "missing": "The answer cell is missing.",
}
MOVE = {
    "blank": "Move your code there, in place of what the cell holds now, and hand in again.",
    "missing": "Copy the answer cell back from the original exercise file, put your code into it, "
    "and hand in again.",
}


@dataclass(frozen=True)
class Assignment:
    """A solution notebook, the exercise notebook derived from it, and the exercises in order."""

    name: str
    solution: NotebookNode
    blank: NotebookNode
    exercises: tuple[Exercise, ...]


def read_assignment(path: Path) -> Assignment:
    """Return the assignment in the solution notebook at `path`; Unreadable when it holds no
    exercise.
    """
    solution = read_notebook(path)
    exercises = tuple(exercise_from(listed) for listed in exercise_list(solution))
    for number in {_number(cell) for cell in solution.cells if _is_answer_cell(cell)} - {
        one.number for one in exercises
    }:
        raise Unreadable(
            f"Exercise {number} has no grading cell grade-{number.replace('.', '-')} with points."
        )
    name = solution.metadata.get("llmcourse", {}).get("assignment")
    if not exercises or not isinstance(name, str):
        raise Unreadable(
            f"{path} is not an assignment: expected metadata llmcourse.assignment and answer cells "
            "ex-N-M. Name a notebook of the solutions folder."
        )
    for place, exercise in enumerate(exercises):
        later = set(exercise.builds_on) - {earlier.number for earlier in exercises[:place]}
        if later:
            names = ", ".join(sorted(later))
            raise Unreadable(
                f"Exercise {exercise.number} builds on {names}, which is no earlier exercise."
            )
    return Assignment(name, solution, strip_solutions(solution), exercises)


def exercise_from(listed: Mapping[str, Any]) -> Exercise:
    """Return an exercise from its entry in a notebook's list of exercises.

    Raises Unreadable when something in it is not known, KeyError and TypeError when it is no such
    entry.
    """
    missing = {"number", "title", "points"} - set(listed)
    if missing:
        raise KeyError(*missing)
    unknown = set(listed) - {one.name for one in fields(Exercise)}
    if unknown:
        names = ", ".join(sorted(unknown))
        raise Unreadable(f"Exercise {listed['number']} has unknown metadata in llmcourse: {names}.")
    values: dict[str, Any] = {}
    for name, value in listed.items():
        values[name] = tuple(value) if isinstance(value, list) else value
    return Exercise(**{**values, "points": float(values["points"])})


def forbidden_files(exercises: Iterable[Exercise]) -> dict[str, tuple[str, ...]]:
    """Return what each answer's code, by the name of its file, must not use."""
    return {f"answer {one.number}": one.forbids for one in exercises if one.forbids}


def read_submission(path: Path) -> dict:
    """Return the notebook in a learner's file; raises Unreadable, in words for the learner, for
    everything else.
    """
    if path.is_symlink() or not path.is_file():
        raise Unreadable("This is not an ordinary file: a link or a folder cannot be graded.")
    if path.stat().st_size > MAX_FILE:
        raise Unreadable(
            f"The file is larger than {MAX_FILE // 1_000_000} MB. Clear the outputs and save it "
            "again."
        )
    try:
        content = path.read_bytes()
        if content.startswith(b"PK\x03\x04"):
            raise Unreadable(
                "This is a zip archive with another name, not a notebook. Unpack it and hand in "
                "what is in it."
            )
        notebook = parsed_json(content)
    except Unreadable:
        raise
    except UnicodeDecodeError:
        raise Unreadable(
            "The file is not text in UTF-8, so it is no notebook that Jupyter saved."
        ) from None
    except OSError as error:
        raise Unreadable(f"The file cannot be opened: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise Unreadable(
            "The file is empty, cut short or damaged: it is no notebook (not JSON)."
        ) from None
    return _as_notebook(notebook)


def parsed_json(content: bytes) -> Any:
    """Return what is in the bytes of a notebook's file.

    Raises ValueError for what is no JSON, UnicodeDecodeError among these, RecursionError, and
    Unreadable for a file of so many parts that it would take gigabytes of memory.
    """
    if sum(map(content.count, PARTS)) > MAX_PARTS:
        raise Unreadable(
            f"The file has more than {MAX_PARTS:,} parts, as no notebook has. Clear the outputs "
            "and save it again."
        )
    return json.loads(content.decode("utf-8-sig"))


def _as_notebook(notebook: Any) -> dict:
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise Unreadable("The file holds JSON, but no notebook.")
    if notebook["nbformat"] != 4:
        raise Unreadable(
            "The notebook has another format version than 4. Open it in JupyterLab and save it "
            "again."
        )
    if not isinstance(notebook.get("cells"), list):
        raise Unreadable("The notebook has no list of cells.")
    return notebook


def declared_assignment(notebook: dict) -> str | None:
    """Return the assignment that a submission says it belongs to, or None."""
    course = mapping(mapping(notebook.get("metadata")).get("llmcourse"))
    name = course.get("assignment")
    return storable(name) if isinstance(name, str) else None


def chapter_of(notebook: dict) -> str | None:
    """Return the chapter of a notebook's answer cells, such as "04", where all are of one.

    Colab and other editors drop what a notebook says about itself, and keep this.
    """
    found = {CHAPTER.match(name) for cell in notebook["cells"] for name in cell_names(cell)}
    chapters = {match[1] for match in found if match}
    return f"{int(chapters.pop()):02d}" if len(chapters) == 1 else None


def find_answers(assignment: Assignment, notebook: dict) -> dict[str, Answer]:
    """Return for every exercise, by number, what the submission holds."""
    stubs = {cell.id: cell.source for cell in assignment.blank.cells}
    by_name = _by_name(notebook["cells"])
    written = written_cells(notebook["cells"], stubs)
    shared = [cell.source for cell in assignment.blank.cells if is_shared(cell)]
    found = {}
    for exercise in assignment.exercises:
        cell_id = f"ex-{exercise.key}"
        others = [cell for cell in written if cell.name != cell_id]
        stub = stubs[cell_id]
        answer = _placed(_find_answer(cell_id, stubs, by_name), stub, others)
        answer = _allowed(answer, exercise, "\n".join(shared))
        lacks = lacking(answer.source, stub, shared, others)
        found[exercise.number] = replace(answer, lacks=lacks)
    return found


def _placed(answer: Answer, stub: str, others: list[Written]) -> Answer:
    """Return the answer; where there is none, with a note on the cell that holds it instead."""
    if answer.state not in ("blank", "missing"):
        return answer
    for cell in others:
        for name in sorted(made_names(stub) & cell.makes):
            return Answer(
                "elsewhere",
                note=f"{THERE[answer.state]} `{name}` is written in {cell.place}, and "
                f"{NOT_GRADED}. {MOVE[answer.state]}",
            )
    return answer


def is_shared(cell: NotebookNode) -> bool:
    """Return whether a cell is code for all exercises: setup, and no exercise's answer, check or
    grading cell.
    """
    return cell.cell_type == "code" and not re.match(r"(ex|check|grade)-\d", cell.id)


def merge_answers(base: NotebookNode, answers: Mapping[str, Answer]) -> NotebookNode:
    """Return a copy of `base` without outputs, its answer cells holding the answers; unanswered
    ones are emptied.
    """
    merged = deepcopy(base)
    for cell in merged.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if _is_answer_cell(cell):
            answer = answers[_number(cell)]
            cell.source = answer.source if answer.state == "answered" else ""
    return merged


def _is_answer_cell(cell: NotebookNode) -> bool:
    return cell.get("id", "").startswith("ex-") and bool(
        cell.metadata.get("nbgrader", {}).get("solution")
    )


def _number(cell: NotebookNode) -> str:
    return cell.id.removeprefix("ex-").replace("-", ".")


def _by_name(cells: list) -> dict[str, list[dict]]:
    """Return the cells under every name they are known by."""
    found: dict[str, list[dict]] = {}
    for cell in cells:
        if isinstance(cell, dict):
            for name in cell_names(cell):
                found.setdefault(name, []).append(cell)
    return found


def _allowed(answer: Answer, exercise: Exercise, setup: str) -> Answer:
    """Return the answer, refused when its source uses what the exercise forbids."""
    if answer.state != "answered":
        return answer
    used = used_in(answer.source, exercise.forbids, setup)
    if used is None:
        return answer
    return Answer("forbidden", answer.source, f"Line {used[1]}: {refusal(used[0])}")


def _find_answer(cell_id: str, stubs: dict[str, str], cells: dict[str, list[dict]]) -> Answer:
    found = cells.get(cell_id, [])
    if not found:
        return Answer(
            "missing",
            note="The answer cell is missing. Copy it back from the original exercise file.",
        )
    code = [cell for cell in found if cell.get("cell_type") == "code"]
    if not code:
        return Answer(
            "not code",
            note="The answer cell is no longer a code cell. Change its type back to Code.",
        )
    sources = dict.fromkeys(source_of(cell) for cell in code)
    written = [source for source in sources if not _is_blank(source, stubs[cell_id])]
    if len(written) > 1:
        return Answer("duplicated", note=_on_several(written, stubs[cell_id]))
    if not written:
        return Answer(
            "blank", note="Not done yet. If you did write an answer, save the notebook first."
        )
    if len(written[0]) > MAX_SOURCE:
        return Answer("too long", note=f"The answer is longer than {MAX_SOURCE:,} characters.")
    return Answer("answered", written[0])


def _on_several(sources: list[str], stub: str) -> str:
    """Return what to do about several cells for one answer: halves are joined, versions are not."""
    asked = made_names(stub)
    whole = [source for source in sources if asked and asked <= made_names(source)]
    if len(whole) < len(sources):
        return (
            f"The answer is spread over {len(sources)} cells, perhaps because one was split. Join "
            "them into one (in JupyterLab: select them and choose Merge Selected Cells), and hand "
            "in again."
        )
    return (
        f"{len(sources)} cells hold different answers, each of them whole. Keep the one that you "
        "mean, delete the others, and hand in again."
    )


def _is_blank(source: str, stub: str) -> bool:
    """Return whether nothing but space and comments was changed; an emptied cell is blank too."""
    return _code_lines(source) in ([], _code_lines(stub))


def _code_lines(source: str) -> list[str]:
    lines = (line.rstrip() for line in source.split("\n"))
    return [line for line in lines if line and not line.lstrip().startswith("#")]


def imported_modules(notebook: NotebookNode) -> tuple[str, ...]:
    """Return the modules that a notebook imports outside of its answer cells, to have them at
    hand.
    """
    found: dict[str, None] = {}
    for cell in notebook.cells:
        if _is_answer_cell(cell):
            continue  # a learner's, perhaps: what it imports is imported in a sandbox
        try:
            nodes = list(ast.walk(ast.parse(cell.source))) if cell.cell_type == "code" else []
        except SyntaxError:  # a cell with magics
            continue
        for node in nodes:
            if isinstance(node, ast.Import):
                found |= dict.fromkeys(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module] = None
    return tuple(found)
