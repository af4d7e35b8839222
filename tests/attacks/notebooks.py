"""What can be done to a notebook around its answers: each function changes one with a wrong 1.1 and
a right 1.2.
"""

from copy import deepcopy

import toy_assignment as toy
from attacks.case import NOTHING_ELSE, Case
from attacks.watch import trace
from nbformat.v4 import new_code_cell, new_markdown_cell


def edit_checks(notebook):
    """Checks and setup that print "ok"."""
    for cell in notebook.cells:
        if cell.id.startswith("check-") or cell.id == "setup":
            cell.source = "print('1.1 ok')"


def type_outputs(notebook):
    """Outputs typed in, answers among them."""
    text = {"output_type": "stream", "name": "stdout", "text": "1.1 ok\n"}
    sent = {"name": "batch", "points": 2, "rtol": 1e9, "atol": 1e9, "answer": {"kind": "none"}}
    shown = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"application/vnd.llmcourse.answer+json": sent},
    }
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [text, shown], 1


def add_tags(notebook):
    """Tags that make test runners skip a cell or expect it to fail."""
    for cell in notebook.cells:
        cell.metadata["tags"] = [
            "nbval-skip",
            "raises-exception",
            "nbval-ignore-output",
            "skip-execution",
            "solution",
        ]


def mark_cells(notebook):
    """The same as comments."""
    for cell in notebook.cells:
        cell.source = (
            "# NBVAL_SKIP\n# NBVAL_RAISES_EXCEPTION\n# "
            f"PYTEST_VALIDATE_IGNORE_OUTPUT\n{cell.source}"
        )


def change_points(notebook):
    """Points, and names that are no answers' any more."""
    for cell in notebook.cells:
        cell.metadata["nbgrader"] = {
            "points": 1000,
            "grade": False,
            "solution": True,
            "grade_id": cell.id,
        }


def change_kernel(notebook):
    """A kernel of another language."""
    notebook.metadata["kernelspec"] = {"name": "bash", "language": "bash", "display_name": "bash"}
    notebook.metadata["language_info"] = {"name": "none", "file_extension": ".sh"}


def kernel_command(notebook):
    """A kernel that is a command."""
    command = ["touch", "kernel", "{connection_file}"]
    notebook.metadata["kernelspec"] = {
        "name": "../../x",
        "argv": command,
        "env": {"PYTHONPATH": "."},
    }


def add_cells(notebook):
    """Cells of its own, under the names of ours."""
    forged = "### BEGIN HIDDEN TESTS\ndouble = lambda x: 2 * x\n### END HIDDEN TESTS"
    for place, name in ((0, "setup"), (1, "grade-1-1"), (9, "sneaky")):
        metadata = {"nbgrader": {"grade": True, "points": 99, "grade_id": name}}
        notebook.cells.insert(place, new_code_cell(forged, id=name, metadata=metadata))


def answer_elsewhere(notebook):
    """A right answer in every place but the answer cell."""
    for cell in notebook.cells:
        if cell.id != "ex-1-1":
            cell.source = toy.RIGHT["1.1"] + "\n" + cell.source
        cell["attachments"] = {"source": toy.RIGHT["1.1"]}
        cell["input"] = cell["code"] = cell["original_source"] = toy.RIGHT["1.1"]


def forbid_nothing(notebook):
    """Metadata of the grader's own, with other rules."""
    for cell in notebook.cells:
        cell.metadata["llmcourse"] = {
            "forbids": [],
            "points": 99,
            "builds_on": ["1.1"],
            "read": "<b>",
            "tolerance": 9,
        }
    notebook.metadata["llmcourse"] = {
        "assignment": "01_toy",
        "limits": {"cell_seconds": 1e9},
        "protection": "basic",
    }


def list_of_lines(notebook):
    """Sources as lists, as Jupyter saves them."""
    for cell in notebook.cells:
        cell.source = cell.source.splitlines(keepends=True)


def foreign_metadata(notebook):
    """Metadata of every wrong type."""
    for number, cell in enumerate(notebook.cells):
        cell.metadata = [None, [], "x", 7, {"nbgrader": 7}, {"nbgrader": {"grade_id": ["ex-1-1"]}}][
            number % 6
        ]
    notebook.metadata = "none"


def huge_metadata(notebook):
    """Metadata that is large, deep and full of names."""
    deep = 1
    for _ in range(60):
        deep = {"a": [deep]}
    notebook.metadata["widgets"] = {
        "deep": deep,
        "long": "x" * 3_000_000,
        **{str(n): n for n in range(20_000)},
    }


def odd_cells(notebook):
    """Things among the cells that are none."""
    notebook.cells += [
        None,
        7,
        "ex-1-1",
        [],
        {},
        {"id": "ex-1-1"},
        {"id": ["ex-1-1"], "cell_type": "code"},
    ]
    notebook.cells.insert(0, {"cell_type": "heading", "level": 99, "source": None})


def shuffle(notebook):
    """All cells the other way round."""
    notebook.cells.reverse()


def new_ids(notebook):
    """New ids, as Jupyter gives them to pasted cells; nbgrader's names remain."""
    for number, cell in enumerate(notebook.cells):
        cell.id = f"pasted-{number}"


def copy_answer(notebook):
    """The same answer twice."""
    notebook.cells.append(deepcopy(toy.cell_of(notebook, "1.1")))


def two_answers(notebook):
    """A wrong answer, and a right one under the same name."""
    notebook.cells.append({**deepcopy(toy.cell_of(notebook, "1.1")), "source": toy.RIGHT["1.1"]})


def blank_beside(notebook):
    """The answer, and the blank original that Jupyter's undo brought back."""
    blank = deepcopy(toy.cell_of(notebook, "1.1"))
    blank.source = toy.STUBS["1.1"]
    notebook.cells.insert(0, blank)


def many_answers(notebook):
    """A thousand answers."""
    cell = toy.cell_of(notebook, "1.1")
    notebook.cells += [
        {**deepcopy(cell), "source": f"{cell.source}\n{number}"} for number in range(1000)
    ]


def other_place(notebook):
    """The right answer to 1.2 in the cell of 1.1, and the other way round."""
    first, second = toy.cell_of(notebook, "1.1"), toy.cell_of(notebook, "1.2")
    first.source, second.source = toy.RIGHT["1.2"], toy.RIGHT["1.1"]


def without_answer(notebook):
    """No answer cell."""
    notebook.cells.remove(toy.cell_of(notebook, "1.1"))


def as_text(notebook):
    """The answer cell as text."""
    cell = toy.cell_of(notebook, "1.1")
    notebook.cells[notebook.cells.index(cell)] = {
        **new_markdown_cell(cell.source, id=cell.id),
        "metadata": cell.metadata,
    }


def as_raw(notebook):
    """The answer cell as raw."""
    toy.cell_of(notebook, "1.1").cell_type = "raw"


def type_of_a_list(notebook):
    """The answer cell's type is a list."""
    toy.cell_of(notebook, "1.1").cell_type = ["code"]


def number_as_source(notebook):
    """A number where the answer was."""
    toy.cell_of(notebook, "1.1").source = 10**300


def mapping_as_source(notebook):
    """A mapping where the answer was."""
    toy.cell_of(notebook, "1.1").source = {"text": toy.RIGHT["1.1"]}


def nested_source(notebook):
    """Lists in the list of lines."""
    toy.cell_of(notebook, "1.1").source = [[toy.RIGHT["1.1"]], None, 7]


def no_source(notebook):
    """No source at all."""
    del toy.cell_of(notebook, "1.1")["source"]


def another_assignment(notebook):
    """The name of another assignment, which is a path."""
    notebook.metadata["llmcourse"] = {"assignment": "../../solutions/01_toy"}


def nameless(notebook):
    """The name of the assignment is a list."""
    notebook.metadata["llmcourse"] = {"assignment": ["01_toy"], "seed": 0}


NOTEBOOKS = {
    **dict.fromkeys(
        [
            edit_checks,
            type_outputs,
            add_tags,
            mark_cells,
            change_points,
            change_kernel,
            kernel_command,
            add_cells,
            answer_elsewhere,
            forbid_nothing,
            list_of_lines,
            foreign_metadata,
            huge_metadata,
            odd_cells,
            shuffle,
            new_ids,
            copy_answer,
            blank_beside,
            nameless,
        ],
        (NOTHING_ELSE, "multiply, do not add"),
    ),
    other_place: (NOTHING_ELSE, "`double` is written in the answer cell of 1.2"),
    two_answers: (NOTHING_ELSE, "hold different answers"),
    many_answers: (NOTHING_ELSE, "1001 cells hold different answers"),
    without_answer: (NOTHING_ELSE, "is missing"),
    as_text: (NOTHING_ELSE, "no longer a code cell"),
    as_raw: (NOTHING_ELSE, "no longer a code cell"),
    type_of_a_list: (NOTHING_ELSE, "no longer a code cell"),
    number_as_source: (NOTHING_ELSE, ""),
    mapping_as_source: (NOTHING_ELSE, ""),
    nested_source: (NOTHING_ELSE, ""),
    no_source: (NOTHING_ELSE, ""),
    another_assignment: (None, "another assignment"),
}


def hand_in(folder, known):
    """A wrong 1.1 and a right 1.2, changed in each of the ways."""
    for change, (deserves, says) in NOTEBOOKS.items():
        notebook = toy.submission({"1.1": toy.WRONG["1.1"], "1.2": toy.RIGHT["1.2"]})
        change(notebook)
        learner = f"notebooks-{change.__name__}"
        toy.save(notebook, folder / f"{learner}.ipynb")
        yield Case("notebooks", learner, deserves, (says,))
    yield _traps(folder, "notebooks-traps")


def _traps(folder, learner):
    """A wrong notebook among files that pytest, Python or Jupyter might pick up; each would leave a
    trace.
    """
    beside = toy.save(
        toy.submission({"1.1": toy.WRONG["1.1"], "1.2": toy.RIGHT["1.2"]}),
        folder / learner / "work.ipynb",
    ).parent
    code = f"open({str(folder / trace(learner))!r}, 'w')\nraise SystemExit('read')\n"
    for name in (
        "conftest",
        "sitecustomize",
        "usercustomize",
        "torch",
        "numpy",
        "pytest",
        "json",
        "ipython_config",
        "llmcourse",
    ):
        for place in (folder, beside):
            (place / f"{name}.py").write_text(code)
    (beside / "trap.pth").write_text(f"import os; {code.splitlines()[0]}\n")
    (beside / "startup").mkdir()
    (beside / "startup" / "00.py").write_text(code)
    for name in ("pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml"):
        (beside / name).write_text(
            "[pytest]\naddopts = --collect-only\n[tool:pytest]\naddopts = --collect-only\n"
        )
    return Case("notebooks", learner, NOTHING_ELSE, ("multiply, do not add",))
