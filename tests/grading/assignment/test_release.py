"""Releasing exercises: what goes out, what stays in, what is refused, and that nobody's work is
overwritten.
"""

import doctest
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from llmcourse.grading.assignment import release as module
from llmcourse.grading.assignment.release import (
    ReleaseError,
    exercise_bytes,
    exercise_list,
    holds_no_work,
    is_untouched,
    read_notebook,
    strip_solutions,
)

release = module.release_exercises
ANSWER = """def double(x):
    \"\"\"Twice x.\"\"\"
    ### BEGIN SOLUTION
    y = x + x

    return y
    ### END SOLUTION"""
HIDDEN = "### BEGIN HIDDEN TESTS\nemit(double(3))\n### END HIDDEN TESTS"


def cell(source, cell_id, **roles):
    fields = {"schema_version": 3, "grade_id": cell_id} | dict.fromkeys(
        ("grade", "solution", "locked", "task"), False
    )
    return new_code_cell(source, id=cell_id, metadata={"nbgrader": fields | roles})


def solution_notebook(answer=ANSWER, hidden=HIDDEN):
    ex = cell(answer, "ex-1", solution=True)
    grade = cell(hidden, "grade-1", grade=True, locked=True, points=2)
    check = cell("print(double(2))", "check-1", locked=True)
    ex.execution_count, check.execution_count = 3, 4
    check.outputs = [new_output("stream", text="4\n")]
    cells = [new_markdown_cell("# Ä", id="title"), ex, check, grade]
    metadata = {
        "llmcourse": {"assignment": "01"},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
    }
    return new_notebook(cells=cells, metadata=metadata, nbformat_minor=5)


@pytest.fixture
def files(tmp_path):
    source, target = tmp_path / "solutions.ipynb", tmp_path / "out" / "exercises.ipynb"
    nbformat.write(solution_notebook(), source)
    return source, target


def type_into(target, cell_id, text):
    notebook = read_notebook(target)
    next(c for c in notebook.cells if c.id == cell_id).source = text
    nbformat.write(notebook, target)


def test_answer_becomes_a_stub_that_keeps_its_indent():
    exercise = strip_solutions(solution_notebook())
    assert exercise.cells[1].source == (
        'def double(x):\n    """Twice x."""\n    # YOUR CODE HERE\n    raise NotImplementedError'
    )


def test_several_regions_and_the_lines_between_them():
    first = "### BEGIN SOLUTION\nb = 2\n### END SOLUTION"
    second = "\t### BEGIN SOLUTION\n\td = 4\n\t### END SOLUTION"
    answer = f"a = 1\n{first}\nc = 3\nif c:\n{second}\n"
    stub = "# YOUR CODE HERE\nraise NotImplementedError"
    exercise = strip_solutions(solution_notebook(answer))
    assert (
        exercise.cells[1].source
        == f"a = 1\n{stub}\nc = 3\nif c:\n\t{stub.replace(chr(10), chr(10) + chr(9))}\n"
    )


def test_grading_cells_outputs_and_counts_go_and_all_else_stays():
    solution = solution_notebook()
    exercise = strip_solutions(solution)
    assert [c.id for c in exercise.cells] == ["title", "ex-1", "check-1"]
    assert all(
        c.outputs == [] and c.execution_count is None
        for c in exercise.cells
        if c.cell_type == "code"
    )
    assert exercise.metadata == solution.metadata
    assert [c.metadata for c in exercise.cells] == [c.metadata for c in solution.cells[:3]]
    assert (
        exercise.cells[0] == solution.cells[0]
        and exercise.cells[2].source == solution.cells[2].source
    )


def test_the_solution_itself_is_not_changed():
    solution = solution_notebook()
    strip_solutions(solution)
    exercise_bytes(solution)
    assert solution == solution_notebook()


@pytest.mark.parametrize(
    "answer, said",
    [
        ("### BEGIN SOLUTION\nx = 1", "never closed"),
        ("### END SOLUTION\nx = 1\n### BEGIN SOLUTION", "Unbalanced"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "Unbalanced"),
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n### END SOLUTION", "Unbalanced"),
        ("x = 1", "would be released"),
        ("# BEGIN SOLUTION\nx = 1\n# END SOLUTION", "would be released"),
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n###BEGIN solution\ny = 2", "misspelt"),
        (
            "### BEGIN HIDDEN TESTS\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION",
            "hidden-tests marker",
        ),
    ],
)
def test_malformed_answer_cells_are_refused(answer, said):
    with pytest.raises(ReleaseError, match=said) as refusal:
        strip_solutions(solution_notebook(answer))
    assert "'ex-1'" in str(refusal.value)


@pytest.mark.parametrize(
    "hidden", ["emit(1)", f"emit(1)\n{HIDDEN}", f"{HIDDEN}\nemit(1)", "", HIDDEN[:-22]]
)
def test_grading_cells_must_be_hidden_wholly(hidden):
    with pytest.raises(ReleaseError, match="'grade-1' must stand wholly between"):
        strip_solutions(solution_notebook(hidden=hidden))


@pytest.mark.parametrize(
    "text, said",
    [
        ("see\n### BEGIN SOLUTION", "no answer cell"),
        ("### END SOLUTION", "no answer cell"),
        ("### END HIDDEN TESTS", "no grading cell"),
    ],
)
def test_markers_in_other_cells_are_refused(text, said):
    for index in (0, 2):  # prose and check
        solution = solution_notebook()
        solution.cells[index].source = text
        with pytest.raises(ReleaseError, match=said):
            strip_solutions(solution)


def test_missing_and_repeated_ids_are_refused():
    solution = solution_notebook()
    solution.cells[2].id = "ex-1"
    with pytest.raises(ReleaseError, match="'ex-1' occurs twice"):
        strip_solutions(solution)
    del solution.cells[2]["id"]
    with pytest.raises(ReleaseError, match="has no id: the one that starts 'print"):
        strip_solutions(solution)


def test_bytes_depend_on_nothing_but_the_text(files):
    source, target = files
    assert release(source, target)
    first = target.read_bytes()
    solution = solution_notebook()
    solution.cells[2].outputs, solution.cells[1].execution_count = [], 77
    assert exercise_bytes(solution) == first == exercise_bytes(read_notebook(source))
    assert "Ä".encode() in first and first.endswith(b"}\n")
    nbformat.validate(read_notebook(target))


def test_second_release_writes_nothing(files):
    source, target = files
    release(source, target)
    os.utime(target, (1, 1))
    assert release(source, target) is False
    assert target.stat().st_mtime == 1


def test_untouched_older_release_is_replaced(files):
    source, target = files
    release(source, target)
    newer = ANSWER.replace("Twice x.", "Two times x.")
    nbformat.write(solution_notebook(newer), source)
    assert release(source, target) is True
    assert "Two times" in target.read_text(encoding="utf8")


def test_release_that_was_only_run_counts_as_untouched(files):
    source, target = files
    release(source, target)
    notebook = read_notebook(target)
    notebook.cells[2].outputs = [new_output("stream", text="1 not done yet.\n")]
    notebook.cells[2].execution_count = 1
    nbformat.write(notebook, target)
    assert is_untouched(target)
    assert release(source, target) is True


@pytest.mark.parametrize("cell_id", ["ex-1", "check-1", "title"])
def test_work_is_not_overwritten(files, cell_id):
    source, target = files
    release(source, target)
    type_into(target, cell_id, "my work")
    before = target.read_bytes()
    with pytest.raises(ReleaseError, match=r"somebody's work.*Move or rename it"):
        release(source, target)
    assert target.read_bytes() == before
    assert release(source, target, overwrite=True) is True
    assert b"my work" not in target.read_bytes()


def test_an_added_cell_is_work(files):
    source, target = files
    release(source, target)
    notebook = read_notebook(target)
    notebook.cells.append(new_markdown_cell("my notes", id="notes"))
    nbformat.write(notebook, target)
    with pytest.raises(ReleaseError, match="somebody's work"):
        release(source, target)


@pytest.mark.parametrize(
    "content", ["", "not a notebook", "[]", "{}", '{"metadata": {"llmcourse": 3}, "cells": 1}']
)
def test_whatever_cannot_be_read_is_somebodys_work(files, content):
    source, target = files
    target.parent.mkdir()
    target.write_text(content)
    with pytest.raises(ReleaseError, match="somebody's work"):
        release(source, target)
    assert target.read_text() == content


def test_a_copy_of_the_solutions_is_not_overwritten(files):
    source, target = files
    target.parent.mkdir()
    nbformat.write(solution_notebook(), target)
    with pytest.raises(ReleaseError, match="somebody's work"):
        release(source, target)


def test_solutions_cannot_replace_themselves(files):
    source, _ = files
    before = source.read_bytes()
    with pytest.raises(ReleaseError, match="its own exercises"):
        release(source, source, overwrite=True)
    assert source.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1]", b"{}"])
def test_unreadable_source_is_refused_in_words(files, content):
    source, target = files
    source.write_bytes(content)
    with pytest.raises(ReleaseError, match=r"not a readable notebook|notebook format"):
        release(source, target)
    assert not target.exists()


def test_missing_source_is_refused_in_words(files):
    source, target = files
    source.unlink()
    with pytest.raises(ReleaseError, match=r"not a readable notebook .FileNotFoundError"):
        release(source, target)


def test_older_format_is_refused(files):
    source, target = files
    source.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}')
    with pytest.raises(ReleaseError, match=r"format 4\.4, and 4\.5"):
        release(source, target)


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(files, monkeypatch):
    source, target = files
    release(source, target)
    before = target.read_bytes()
    nbformat.write(solution_notebook(ANSWER.replace("Twice", "Two times")), source)

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        release(source, target)
    assert target.read_bytes() == before
    assert os.listdir(target.parent) == [target.name]


@pytest.mark.skipif(os.name == "nt", reason="modes are a POSIX matter")
def test_released_file_can_be_read_by_others(files):
    source, target = files
    release(source, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o644


def test_the_example_in_the_docstring_is_true():
    assert doctest.testmod(module).failed == 0


def test_the_metadata_list_the_exercises_with_their_points(files):
    source, target = files
    release(source, target)
    course = read_notebook(target).metadata.llmcourse
    assert course.exercises == [{"number": "1", "title": "", "points": 2}]
    assert "due" not in course and course.assignment == "01"


def test_what_an_answer_cell_says_of_its_exercise_goes_along_and_is_listed():
    solution = solution_notebook()
    more = {"read": "1.2", "forbids": ["torch.double"], "builds_on": []}
    solution.cells[1].metadata["llmcourse"] = more
    exercise = nbformat.reads(exercise_bytes(solution).decode(), nbformat.NO_CONVERT)
    assert exercise.cells[1].metadata.llmcourse == more
    assert exercise_list(solution) == [{**more, "number": "1", "title": "", "points": 2}]
    assert exercise.metadata.llmcourse.exercises == exercise_list(solution)


def test_an_exercise_without_points_is_not_listed():
    solution = solution_notebook()
    solution.cells = solution.cells[:3]
    assert exercise_list(solution) == []


def test_a_due_time_stands_in_the_metadata_and_leaves_the_file_untouched(files):
    source, target = files
    target.parent.mkdir()
    target.write_bytes(
        exercise_bytes(read_notebook(source), datetime.fromisoformat("2026-12-01T23:59+01:00"))
    )
    assert read_notebook(target).metadata.llmcourse.due == "2026-12-01T23:59+01:00"
    assert is_untouched(target)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b"[[]]", b"{}", b'{"nbformat": 4, "cells": [[]]}', b"[" * 99_999],
)
def test_what_is_no_release_counts_as_work(content):
    assert not holds_no_work(content)


def test_a_release_in_which_nobody_typed_holds_no_work():
    released = exercise_bytes(solution_notebook())
    assert holds_no_work(released) and not holds_no_work(
        released.replace(b"Twice x.", b"Twice  x.")
    )


def nbgrader_python():
    """A Python that has nbgrader, or a skipped test."""
    beside = shutil.which("nbgrader")
    candidates = [
        os.environ.get("LLMCOURSE_NBGRADER"),
        sys.executable,
        beside and Path(beside).with_name("python"),
    ]
    for python in filter(None, candidates):
        if subprocess.run([python, "-c", "import nbgrader"], capture_output=True).returncode == 0:
            return str(python)
    pytest.skip("nbgrader is not here: set LLMCOURSE_NBGRADER to a Python that has it")


@pytest.fixture
def nbgrader(tmp_path):
    """Run nbgrader in an empty course; notebooks run in the Python that runs this test."""
    python = nbgrader_python()
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(
        json.dumps({"argv": command, "display_name": "", "language": "python"})
    )
    course = tmp_path / "course"
    course.mkdir()
    own = {"JUPYTER_PATH": str(tmp_path / "jupyter"), "HOME": str(tmp_path), "OMP_NUM_THREADS": "1"}
    path = os.pathsep.join([str(Path(python).parent), os.environ["PATH"]])

    def run(*arguments):
        command = [python, "-m", "nbgrader", *map(str, arguments)]
        environment = {**os.environ, **own, "PATH": path}
        done = subprocess.run(
            command, cwd=course, env=environment, capture_output=True, text=True, timeout=300
        )
        return done.returncode, done.stdout + done.stderr

    return course, run


SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda path: path.stem)
def test_nbgrader_itself_validates_and_generates(nbgrader, solution):
    course, run = nbgrader
    source = course / "source" / solution.stem / solution.name
    source.parent.mkdir(parents=True)
    shutil.copy(solution, source)
    code, said = run("validate", source)
    assert code == 0 and "Success! Your notebook passes all the tests." in said, said
    code, said = run("generate_assignment", "--assignment", solution.stem)
    assert code == 0, said
    theirs = {
        cell.id: cell
        for cell in read_notebook(course / "release" / solution.stem / solution.name).cells
    }
    ours = {cell.id: cell for cell in strip_solutions(read_notebook(solution)).cells}
    assert ours.keys() == {name for name in theirs if not name.startswith("grade-")}
    assert not any(theirs[name].source for name in theirs.keys() - ours.keys()), (
        "hidden tests are taken out"
    )
    assert {name: squeezed(theirs[name]) for name in ours} == {
        name: squeezed(cell) for name, cell in ours.items()
    }


@pytest.mark.slow
def test_nbgraders_validation_can_fail(nbgrader):
    course, run = nbgrader
    broken = read_notebook(SOLUTIONS[0])
    next(
        cell for cell in broken.cells if cell.id == "setup"
    ).source = "raise RuntimeError('no setup')"
    nbformat.write(broken, course / "broken.ipynb")
    code, said = run("validate", course / "broken.ipynb")
    assert "Success!" not in said and code == 0


def squeezed(cell):
    """The source without how a stub is written: nbgrader adds a call and changes no more."""
    return re.sub(r"raise NotImplementedError(\(\))?\s*", "raise\n", cell.source)
