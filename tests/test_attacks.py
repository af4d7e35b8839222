"""Hostile and broken submissions: each gains nothing, and none changes another learner's grade.

One class is graded once. The answer cells in `tests/attacks/` are handed in as exercise 1.1, beside a right 1.2: full
points for 1.2 prove that the rest of the notebook was still graded. A control without the sandbox proves that the
attacks on files would work.
"""

import os
import socket
import stat
from pathlib import Path

import psutil
import pytest
import toy_assignment as toy

from llmcourse.grading import report, sandbox
from llmcourse.grading.grade import grade
from llmcourse.grading.sandbox import Limits

pytestmark = pytest.mark.slow  # a class is graded first

ATTACKS = sorted((Path(__file__).parent / "attacks").glob("*.py"))
LOCKED = sandbox.level().word == "strict"
LIMITS = Limits(cell_seconds=4, memory=2 << 30)
MARKUP = "<b>O'Brien & co"
FORMULA = "=HYPERLINK(1)"
needs_lock = pytest.mark.skipif(not LOCKED, reason="the strict sandbox is not available here")


def attack_source(path, known):
    return "\n".join(f"{name} = {value!r}" for name, value in known.items()) + "\n" + path.read_text()


def tampered(change):
    """A submission with a wrong 1.1 and a right 1.2, changed."""
    notebook = toy.submission({"1.1": toy.WRONG["1.1"], "1.2": toy.RIGHT["1.2"]})
    change(notebook)
    return notebook


def edit_checks(notebook):
    for cell in notebook.cells:
        if cell.id.startswith("check-") or cell.id == "setup":
            cell.source = "print('1.1 ok')"


def type_outputs(notebook):
    text = {"output_type": "stream", "name": "stdout", "text": "1.1 ok\n"}
    sent = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"application/vnd.llmcourse.answer+json": {"name": "batch", "points": 2}},
    }
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [text, sent], 1


def add_tags(notebook):
    for cell in notebook.cells:
        cell.metadata["tags"] = ["nbval-skip", "raises-exception", "nbval-ignore-output"]


def change_points(notebook):
    for cell in notebook.cells:
        cell.metadata["nbgrader"] = {"points": 1000, "grade": False, "solution": True, "grade_id": cell.id}


def change_kernel(notebook):
    notebook.metadata["kernelspec"] = {"name": "bash", "language": "bash", "display_name": "bash"}
    notebook.metadata["language_info"] = {"name": "none", "file_extension": ".sh"}


def add_cells(notebook):
    forged = "### BEGIN HIDDEN TESTS\ndouble = lambda x: 2 * x\n### END HIDDEN TESTS"
    for place, name in ((0, "setup"), (1, "grade-1-1"), (9, "sneaky")):
        cell = toy.new_code_cell(
            forged, id=name, metadata={"nbgrader": {"grade": True, "points": 99, "grade_id": name}}
        )
        notebook.cells.insert(place, cell)


TAMPERED = {
    "edited checks": edit_checks,
    "typed outputs": type_outputs,
    "tags": add_tags,
    "points": change_points,
    "kernelspec": change_kernel,
    "own cells": add_cells,
}
TEXTS = {
    "magics": "%reset -f\n%load_ext autoreload\n!echo done\n%javascript alert(1)\n\ndef double(x):\n    return x",
    "syntax error": "def double(x:\n    return",
    "null byte": "def double(x):\n    return x\0",
    "nested": "-" * 50_000 + "1",
    "surrogate": "x = '\ud800'",
}


def hand_in(folder, known):
    """The class: attacks, tampered notebooks, and an honest learner before and after each of them in the alphabet."""
    right = toy.submission(toy.RIGHT)
    for name in ("aaa", "zzz"):
        toy.save(right, folder / f"{name}.ipynb")
    for path in ATTACKS:
        answers = {"1.1": attack_source(path, known), "1.2": toy.RIGHT["1.2"]}
        toy.save(toy.submission(answers), folder / f"{path.stem}.ipynb")
    for name, source in TEXTS.items():
        toy.save(toy.submission({"1.1": source, "1.2": toy.RIGHT["1.2"]}), folder / f"{name}.ipynb")
    for name, change in TAMPERED.items():
        toy.save(tampered(change), folder / f"{name}.ipynb")
    toy.save(right, folder / MARKUP / "my <work>.ipynb")
    toy.save(right, folder / f"{FORMULA}.ipynb")
    traps_beside(folder)


def traps_beside(folder):
    """A wrong notebook among files that pytest, Python or Jupyter might pick up."""
    beside = toy.save(toy.submission({"1.1": toy.WRONG["1.1"]}), folder / "traps" / "work.ipynb").parent
    for name in ("conftest.py", "sitecustomize.py", "usercustomize.py", "torch.py", "pytest.py", "ipython_config.py"):
        (beside / name).write_text(f"open({str(beside / 'seen')!r}, 'w')\nraise SystemExit('{name} was read')\n")
    (beside / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    for name in ("conftest.py", "torch.py"):
        (folder / name).write_bytes((beside / name).read_bytes())


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    base = tmp_path_factory.mktemp("class")
    solution = toy.save(toy.solution(), base / "solutions" / "01_toy.ipynb")
    folder, server = base / "submissions", socket.create_server(("127.0.0.1", 0))
    with server, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(base / "s"))
        local.listen()
        known = {
            "SOLUTION": str(solution),
            "OTHER": str(folder / "aaa.ipynb"),
            "PORT": server.getsockname()[1],
            "SOCKET": str(base / "s"),
        }
        hand_in(folder, known)
        before = snapshot(base)
        result = grade(folder, solution, base / "out", limits=LIMITS)
    after = {path: what for path, what in snapshot(base).items() if base / "out" not in path.parents}
    grades = {one.submission.learner: one for one in result.grades}
    return {"grades": grades, "result": result, "out": base / "out", "before": before, "after": after, "base": base}


def snapshot(base):
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns, stat.S_IMODE(path.stat().st_mode))
        for path in sorted(base.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("name", [path.stem for path in ATTACKS] + list(TEXTS))
def test_attack_gains_nothing_and_the_next_exercise_is_still_graded(graded, name):
    outcomes = graded["grades"][name].outcomes
    assert outcomes["1.1"].earned == 0, outcomes["1.1"]
    assert outcomes["1.1"].state == "wrong"
    assert outcomes["1.2"].earned == 2, outcomes["1.2"]


@pytest.mark.parametrize("name", list(TAMPERED))
def test_tampered_notebook_is_graded_by_its_answers_alone(graded, name):
    outcomes = graded["grades"][name].outcomes
    assert (outcomes["1.1"].earned, outcomes["1.2"].earned) == (0, 2)


@pytest.mark.parametrize("name", ["aaa", "zzz", MARKUP, FORMULA])
def test_honest_learners_keep_their_points(graded, name):
    assert graded["grades"][name].earned == 5


def test_files_beside_a_submission_are_never_read(graded):
    assert graded["grades"]["traps"].outcomes["1.1"].state == "wrong"
    assert not list(graded["base"].rglob("seen"))


def test_no_submission_and_no_solution_was_changed(graded):
    assert graded["before"] == graded["after"]


def test_no_process_and_no_kernel_directory_is_left(graded):
    marked = [process for process in psutil.process_iter() if sandbox.MARK in environment_of(process)]
    assert not marked


def environment_of(process):
    try:
        return process.environ() if process.pid != os.getpid() else {}
    except psutil.Error:
        return {}


def test_every_state_is_explained(graded):
    messages = {name: one.outcomes["1.1"].message for name, one in graded["grades"].items() if "1.1" in one.outcomes}
    assert "longer than 4 seconds" in messages["endless_loop"]
    assert "longer than 4 seconds" in messages["sleeping"]
    assert "ended while it ran" in messages["exit_now"]
    assert "ended while it ran" in messages["segfault"]
    assert "printed far too much" in messages["output_flood"]
    assert "SyntaxError" in messages["syntax error"]
    assert "multiply, do not add" in messages["edited checks"]


def test_markup_is_shown_and_never_run(graded):
    pages = {path.name: path.read_text() for path in graded["out"].glob("*.html")}
    assert len(pages) == len(graded["grades"])
    for page in pages.values():
        assert "<script" not in page and "<img" not in page and "<b>" not in page and "\u202e" not in page
    markup = next(page for name, page in pages.items() if "markup" in name)
    assert "&lt;script&gt;alert(1)" in markup


def test_formulas_in_the_grades_are_text(graded):
    rows = (graded["out"] / "grades.csv").read_text().splitlines()
    assert any(row.startswith("'=HYPERLINK") for row in rows)
    assert not any(cell.strip('"').startswith("=") for row in rows for cell in row.split(","))


def test_reports_hold_no_expected_value(graded):
    """The secret inputs are numbers with many digits; none of them stands in a report."""
    expected = [
        emission
        for one in graded["grades"].values()
        for outcome in one.outcomes.values()
        for emission in outcome.received
    ]
    assert not expected
    assert "array" not in "".join(path.read_text() for path in graded["out"].glob("*.html"))


@needs_lock
def test_control_without_the_lock_the_file_attacks_would_work(tmp_path):
    """A check that cannot fail is worthless: with protection="basic" the same cells read what they should not."""
    solution = toy.save(toy.solution(), tmp_path / "solutions" / "01_toy.ipynb")
    other = toy.save(toy.submission(toy.RIGHT), tmp_path / "in" / "other.ipynb")
    known = {"SOLUTION": str(solution), "OTHER": str(other), "PORT": 9, "SOCKET": ""}
    chosen = [
        path
        for path in ATTACKS
        if path.stem in ("read_solution", "read_other_submission", "look_at_grader", "background_process")
    ]
    for path in chosen:
        toy.save(toy.submission({"1.1": attack_source(path, known)}), tmp_path / "in" / f"{path.stem}.ipynb")
    result = grade(tmp_path / "in", solution, protection="basic", limits=LIMITS)
    earned = {one.submission.learner: one.earned for one in result.grades}
    assert earned == {
        "other": 5,
        "read_solution": 3,
        "read_other_submission": 3,
        "look_at_grader": 3,
        "background_process": 0,
    }
    assert not [process for process in psutil.process_iter() if sandbox.MARK in environment_of(process)]
    assert "no protection of files or network" in report.table(result)
