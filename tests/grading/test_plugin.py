"""`pytest exercises/NN.ipynb`, run as a learner runs it."""

import os
import subprocess
import sys

import pytest
import toy_assignment as toy
from conftest import ROOT
from toy_assignment import run_pytest as run


@pytest.fixture
def course(tmp_path):
    toy.save(toy.solution(), tmp_path / "solutions" / "01_toy.ipynb")
    return tmp_path


@pytest.mark.slow
def test_each_exercise_passes_or_fails_by_itself(course):
    notebook = toy.submission({"1.1": toy.WRONG["1.1"], "1.2": toy.RIGHT["1.2"]})
    toy.save(notebook, course / "exercises" / "01_toy.ipynb")
    code, said = run(course, "exercises/01_toy.ipynb")
    assert code == 1 and "1 failed, 1 passed" in said
    assert "01_toy.ipynb::1.1 FAILED" in said and "01_toy.ipynb::1.2 PASSED" in said
    assert "01_toy::1.1" in said and "Twice 3 is 6: multiply, do not add." in said


@pytest.mark.slow
def test_edited_checks_typed_outputs_and_a_conftest_gain_nothing(course):
    notebook = toy.submission({"1.1": toy.WRONG["1.1"]})
    for cell in notebook.cells:
        if cell.id.startswith(("check-", "setup")):
            cell.source = "print('1.1 ok')"
        cell.metadata["tags"] = ["nbval-skip", "raises-exception"]
        if cell.cell_type == "code":
            cell.outputs = [{"output_type": "stream", "name": "stdout", "text": "1.1 ok\n"}]
    toy.save(notebook, course / "exercises" / "01_toy.ipynb")
    code, said = run(course, "exercises")
    assert code == 1 and "2 failed" in said
    assert "multiply, do not add" in said and "Not done yet" in said


@pytest.mark.slow
def test_other_notebooks_and_folders_are_left_alone(course):
    plain = toy.new_notebook(cells=[])
    toy.save(plain, course / "exercises" / "scratch.ipynb")
    toy.save(toy.submission({}), course / "exercises" / ".ipynb_checkpoints" / "01_toy.ipynb")
    toy.save(toy.submission({}), course / "elsewhere" / "01_toy.ipynb")
    assert "no tests ran" in run(course, "exercises", "elsewhere", "solutions")[1]


@pytest.mark.slow
def test_nbval_runs_notebooks_without_us(course):
    toy.save(toy.submission({}), course / "exercises" / "01_toy.ipynb")
    code, said = run(
        course, "--nbval-lax", "--nbval-current-env", "--collect-only", "exercises", "solutions"
    )
    assert code == 0 and "Cell 0" in said and "::1.1" not in said


def test_a_damaged_file_says_so(course):
    (course / "exercises").mkdir()
    (course / "exercises" / "01_toy.ipynb").write_text("{")
    code, said = run(course, "exercises")
    assert code == 2 and "01_toy.ipynb: The file is empty, cut short or damaged" in said


def test_the_plugin_costs_pytest_next_to_nothing_when_there_is_no_notebook(course):
    heavy = {"torch", "nbval", "nbformat", "numpy", "zmq"}
    code = f"import sys, llmcourse.grading.plugin; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "[]\n", done.stderr


def test_the_courses_own_exercises_are_collected():
    found = sorted((ROOT / "exercises").glob("*.ipynb"))
    code, said = run(ROOT, "--collect-only", "-qq", str(found[0]))
    assert code == 0 and f"::{int(found[0].stem[:2])}.1" in said, said
