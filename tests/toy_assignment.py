"""A two-exercise assignment written by the course's contract: it grades in seconds, so many can be
tried.
"""

import json
import os
import sqlite3
import subprocess
import sys
from copy import deepcopy

import nbformat
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

RIGHT = {
    "1.1": "def double(x):\n    return 2 * x",
    "1.2": "def evens(ids):\n    return sum(i % 2 == 0 for i in ids)",
}
WRONG = {"1.1": "def double(x):\n    return x + 2", "1.2": "def evens(ids):\n    return len(ids)"}
STUBS = {
    "1.1": "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError",
    "1.2": "def evens(ids):\n    # YOUR CODE HERE\n    raise NotImplementedError",
}
CHECKS = {
    "1.1": "assert double(3) == 6, 'Twice 3 is 6: multiply, do not add.'",
    "1.2": "assert evens([1, 2, 4]) == 2, 'There are 2 even numbers in 1, 2, 4.'",
}
EMITS = {
    "1.1": """x = torch.randn(5, 3, generator=draw)
emit("one row", lambda: double(x[0]), points=1)
emit("batch", lambda: double(x), points=2)""",
    "1.2": """ids = torch.randint(0, 100, (50,), generator=draw).tolist()
emit("how many", lambda: evens(ids), points=2)""",
}
POINTS = {"1.1": 3, "1.2": 2}
HIDDEN = """### BEGIN HIDDEN TESTS
from llmcourse.grading.answers import emit, secret_generator
draw = secret_generator("{number}")
{emits}
### END HIDDEN TESTS"""


def solution():
    """The solution notebook."""
    setup = new_code_cell(
        "import torch\nfrom llmcourse.grading.checks import checking",
        id="setup",
        metadata=_role("setup", locked=True),
    )
    cells = [setup] + [cell for number in RIGHT for cell in _exercise(number)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(
        cells=cells, metadata={"kernelspec": kernel, "llmcourse": {"assignment": "01_toy"}}
    )


def submission(answers):
    """What a learner hands in who wrote these answers; an exercise not named stays blank."""
    notebook = solution()
    notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith("grade-")]
    for number, stub in STUBS.items():
        cell_of(notebook, number).source = answers.get(number, stub)
    return notebook


def cell_of(notebook, number, role="ex"):
    """An exercise's cell in a notebook."""
    return next(cell for cell in notebook.cells if cell.id == f"{role}-{number.replace('.', '-')}")


def save(notebook, path):
    """Write a notebook as it is, valid or not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(nbformat.from_dict(deepcopy(notebook))), encoding="utf8")
    return path


def run_pytest(course, *arguments):
    """Run pytest in a folder as a learner does; return its exit code and all it said."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", *arguments]
    done = subprocess.run(
        command, cwd=course, env=environment, capture_output=True, text=True, timeout=120
    )
    return done.returncode, done.stdout + done.stderr


def _exercise(number):
    key = number.replace(".", "-")
    head, body = RIGHT[number].split("\n", 1)
    answer = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
    check = f"with checking('{number}'):\n    {CHECKS[number]}"
    hidden = HIDDEN.format(number=number, emits=EMITS[number])
    return [
        new_markdown_cell(
            f"## Exercise {number} · Toy · 1 minutes · ★ · {POINTS[number]} points",
            id=f"task-{key}",
        ),
        new_code_cell(answer, id=f"ex-{key}", metadata=_role(f"ex-{key}", solution=True)),
        new_code_cell(check, id=f"check-{key}", metadata=_role(f"check-{key}", locked=True)),
        new_code_cell(
            hidden,
            id=f"grade-{key}",
            metadata=_role(f"grade-{key}", locked=True, grade=True, points=POINTS[number]),
        ),
    ]


def _role(grade_id, locked=False, solution=False, grade=False, **more):
    return {
        "nbgrader": {
            "schema_version": 3,
            "grade_id": grade_id,
            "locked": locked,
            "solution": solution,
            "grade": grade,
            "task": False,
            **more,
        }
    }


def recorded(path):
    """Submissions in a gradebook, read beside its writer."""
    if not path.exists():
        return 0
    connection = sqlite3.connect(path, timeout=30)
    try:
        return connection.execute("SELECT count(*) FROM grade").fetchone()[0]
    except sqlite3.OperationalError:  # no tables yet
        return 0
    finally:
        connection.close()
