import json
import os

import pytest
import toy_assignment as toy

from llmcourse.grading.assignment.merge import (
    declared_assignment,
    find_answers,
    merge_answers,
    read_assignment,
    read_submission,
)
from llmcourse.grading.records.result import Unreadable


@pytest.fixture
def assignment(tmp_path):
    return read_assignment(toy.save(toy.solution(), tmp_path / "solution.ipynb"))


def answer(assignment, notebook, number="1.1"):
    return find_answers(assignment, json.loads(json.dumps(notebook)))[number]


def test_an_assignment_knows_its_exercises(assignment):
    assert assignment.name == "01_toy"
    assert [(one.number, one.title, one.points) for one in assignment.exercises] == [
        ("1.1", "Toy", 3),
        ("1.2", "Toy", 2),
    ]


def test_a_notebook_without_exercises_is_no_assignment(tmp_path):
    notebook = toy.solution()
    notebook.cells = notebook.cells[:1]
    with pytest.raises(Unreadable, match="not an assignment"):
        read_assignment(toy.save(notebook, tmp_path / "s.ipynb"))


def test_only_the_source_of_answer_cells_is_taken(assignment):
    notebook = toy.submission({"1.1": toy.WRONG["1.1"]})
    for cell in notebook.cells:
        cell.metadata = {"tags": ["nbval-skip"], **cell.metadata}
        if not cell.id.startswith("ex-"):
            cell.source = "spoiled"
    merged = merge_answers(assignment.solution, find_answers(assignment, notebook))
    before, after = assignment.solution.cells, merged.cells
    changed = [new.id for old, new in zip(before, after, strict=True) if old.source != new.source]
    assert changed == ["ex-1-1", "ex-1-2"]
    assert (
        toy.cell_of(merged, "1.1").source == toy.WRONG["1.1"]
        and toy.cell_of(merged, "1.2").source == ""
    )
    assert [cell.metadata for cell in before] == [cell.metadata for cell in after]
    assert merged.metadata == assignment.solution.metadata


def test_no_solution_is_left_in_the_merged_notebook(assignment):
    merged = merge_answers(assignment.solution, find_answers(assignment, toy.submission({})))
    assert "return 2 * x" not in json.dumps(merged) and "i % 2" not in json.dumps(merged)


@pytest.mark.parametrize(
    "source",
    [toy.STUBS["1.1"], toy.STUBS["1.1"] + "\n\n  ", "", "  \n", "# TODO\n" + toy.STUBS["1.1"]],
)
def test_a_blank_is_recognized(assignment, source):
    assert answer(assignment, toy.submission({"1.1": source})).state == "blank"


def test_a_half_done_answer_is_no_blank(assignment):
    assert (
        answer(assignment, toy.submission({"1.1": toy.STUBS["1.1"] + "\n    return 1"})).state
        == "answered"
    )


def written_in(source, kind="code", **more):
    return {"cell_type": kind, "source": source, "metadata": {}, "id": "mine", **more}


NUMPY = "import numpy as np\ndef double(x):\n    return 2 * np.asarray(x)"


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        (written_in(toy.RIGHT["1.1"]), "cell 8 of the notebook"),
        (written_in("%%time\n" + toy.RIGHT["1.1"]), "cell 8 of the notebook"),
        (written_in("double = lambda x: 2 * x"), "cell 8 of the notebook"),
        (written_in("if True:\n    def double(x): return 2 * x"), "cell 8 of the notebook"),
        (written_in("class double: pass"), "cell 8 of the notebook"),
        (written_in("from mine import double"), "cell 8 of the notebook"),
        (written_in(toy.RIGHT["1.1"], "raw"), "cell 8 of the notebook, which is not a code cell"),
        (written_in(NUMPY, "markdown"), "cell 8 of the notebook, which is not a code cell"),
        (written_in(toy.RIGHT["1.1"].splitlines(keepends=True)), "cell 8 of the notebook"),
    ],
)
def test_an_answer_in_another_cell_is_told_of(assignment, cell, place):
    notebook = toy.submission({"1.2": toy.RIGHT["1.2"]})
    notebook.cells.append(cell)
    found = answer(assignment, notebook)
    assert found.state == "elsewhere"
    assert f"`double` is written in {place}, and only what stands in the answer cell" in found.note
    assert answer(assignment, notebook, "1.2").state == "answered"


@pytest.mark.parametrize(
    ("cell_id", "place"),
    [
        ("ex-1-2", "the answer cell of 1.2"),
        ("check-1-1", "the check cell of 1.1"),
        ("setup", "the cell 'setup'"),
    ],
)
def test_an_answer_in_a_cell_that_was_handed_out_is_told_of(assignment, cell_id, place):
    notebook = toy.submission({})
    cell = next(one for one in notebook.cells if one.id == cell_id)
    cell.source += "\n" + toy.RIGHT["1.1"]
    assert f"`double` is written in {place}" in answer(assignment, notebook).note


def test_an_answer_whose_cell_is_gone_is_told_of(assignment):
    notebook = toy.submission({"1.2": toy.RIGHT["1.2"]})
    removed(notebook)
    notebook.cells.append(written_in(toy.RIGHT["1.1"]))
    found = answer(assignment, notebook)
    assert found.state == "elsewhere"
    assert found.note.startswith("The answer cell is missing. `double` is written in cell 7")


def test_a_blank_is_a_blank_whatever_else_stands_in_the_notebook(assignment):
    notebook = toy.submission({})
    notebook.cells += [written_in("double(3)"), written_in("import torch"), written_in("def (")]
    assert answer(assignment, notebook).state == "blank"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import numpy as np", "np"),
        ("from math import exp", "exp"),
        ("def helper(x):\n    return x", "helper"),
        ("for factor in [1, 2]: pass", "factor"),
        ("with open('x') as file: pass", "file"),
        ("a, (b, *rest) = 1, (2, 3)", "rest"),
    ],
)
def test_names_that_only_another_cell_makes_are_known(assignment, source, name):
    notebook = toy.submission({"1.1": f"def double(x):\n    return {name}(x) + torch.ones(1)"})
    notebook.cells.append(written_in(source))
    assert answer(assignment, notebook).lacks == {name: "cell 8 of the notebook"}


def test_names_that_the_answer_makes_itself_are_not_lacking(assignment):
    notebook = toy.submission({"1.1": "def helper(x): return x\n" + toy.RIGHT["1.1"]})
    notebook.cells.append(written_in("import torch\ndef helper(x): return 3\nlist = 3"))
    assert not answer(assignment, notebook).lacks


HALVES = [
    ("import math\n", "def double(x):\n    return 2 * x"),
    ("def double(x):", "    return 2 * x"),
    ("def double(x):\n    y = 2 * x", "    return y"),
    ("def helper(x):\n    return x", "def double(x):\n    return 2 * helper(x)"),
]


@pytest.mark.parametrize("halves", HALVES)
def test_halves_of_an_answer_are_to_be_joined(assignment, halves):
    notebook = toy.submission({"1.1": halves[0]})
    notebook.cells.insert(3, {**toy.cell_of(notebook, "1.1"), "source": halves[1], "id": "new"})
    found = answer(assignment, notebook)
    assert found.state == "duplicated"
    assert "Join them into one" in found.note and "delete" not in found.note


def test_whole_answers_are_to_be_chosen_from(assignment):
    notebook = toy.submission({"1.1": toy.RIGHT["1.1"]})
    notebook.cells.append({**toy.cell_of(notebook, "1.1"), "source": toy.WRONG["1.1"], "id": "n"})
    assert "Keep the one that you mean" in answer(assignment, notebook).note


def test_an_endless_notebook_is_not_read_to_its_end(assignment):
    notebook = toy.submission({})
    notebook.cells += [written_in("x = 1\n" * 100_000)] * 10
    notebook.cells.append(written_in(toy.RIGHT["1.1"]))
    assert answer(assignment, notebook).state == "blank"


def without_ids(notebook):
    for cell in notebook.cells:
        del cell["id"]


def with_new_ids(notebook):
    for place, cell in enumerate(notebook.cells):
        cell["id"] = f"pasted-{place}"


def lines(notebook):
    for cell in notebook.cells:
        cell["source"] = cell["source"].splitlines(keepends=True)


def without_metadata(notebook):
    for cell in notebook.cells:
        cell["metadata"] = {}


def copied(notebook):
    notebook.cells.append({**toy.cell_of(notebook, "1.1"), "id": "copy"})


def blank_copy(notebook):
    notebook.cells.insert(
        0, {**toy.cell_of(notebook, "1.1"), "id": "copy", "source": toy.STUBS["1.1"]}
    )


@pytest.mark.parametrize(
    "change", [without_ids, with_new_ids, lines, without_metadata, copied, blank_copy]
)
def test_an_answer_is_found_by_id_or_by_nbgraders_name(assignment, change):
    notebook = toy.submission(toy.RIGHT)
    change(notebook)
    assert answer(assignment, notebook).source == toy.RIGHT["1.1"]


def removed(notebook):
    notebook.cells.remove(toy.cell_of(notebook, "1.1"))


def retyped(notebook):
    toy.cell_of(notebook, "1.1")["cell_type"] = "markdown"


def twice(notebook):
    notebook.cells.append(
        {**toy.cell_of(notebook, "1.1"), "source": "def double(x):\n    return 3 * x"}
    )


def endless(notebook):
    toy.cell_of(notebook, "1.1")["source"] = "1\n" * 1_000_000


@pytest.mark.parametrize(
    ("change", "state"),
    [(removed, "missing"), (retyped, "not code"), (twice, "duplicated"), (endless, "too long")],
)
def test_a_bad_cell_costs_its_exercise_and_says_why(assignment, change, state):
    notebook = toy.submission(toy.RIGHT)
    change(notebook)
    assert answer(assignment, notebook).state == state
    assert answer(assignment, notebook).note
    assert answer(assignment, notebook, "1.2").state == "answered"


@pytest.mark.parametrize(
    "cell",
    [
        None,
        5,
        [],
        {},
        {"id": ["ex-1-1"]},
        {"id": "ex-1-1"},
        {"id": "ex-1-1", "cell_type": "code"},
        {"id": "ex-1-1", "cell_type": "code", "source": 5},
        {"id": "ex-1-1", "cell_type": "code", "source": [5]},
        {"metadata": []},
        {"metadata": {"nbgrader": 5}},
        {"metadata": {"nbgrader": {"grade_id": []}}},
    ],
)
def test_cells_of_any_form_are_survived(assignment, cell):
    assert answer(assignment, {"cells": [cell]}).state in ("missing", "not code", "blank")


BAD_FILES = {
    "empty": b"",
    "cut": b'{"nbformat": 4, "cells": [',
    "text": b"hello",
    "list": b"[]",
    "no notebook": b"{}",
    "old": b'{"nbformat": 3}',
    "cells": b'{"nbformat": 4, "cells": {}}',
    "utf-16": "{}".encode("utf-16"),
    "latin": b'{"a": "\xe9"}',
    "deep": b"[" * 200_000,
    "version": b'{"nbformat": "4", "cells": []}',
    "long number": b'{"nbformat": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_no_notebook_is_refused_in_words(tmp_path, content):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        read_submission(path)


def test_what_is_no_ordinary_file_is_refused(tmp_path):
    good = toy.save(toy.submission({}), tmp_path / "good.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "link.ipynb").symlink_to(good)
    os.mkfifo(tmp_path / "pipe.ipynb")
    for name in ("folder", "link", "pipe", "absent"):
        with pytest.raises(Unreadable, match="ordinary file"):
            read_submission(tmp_path / f"{name}.ipynb")


def test_a_huge_file_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "x.ipynb"
    with path.open("wb") as file:
        file.truncate(10**11)
    with pytest.raises(Unreadable, match="larger than 20 MB"):
        read_submission(path)


def test_a_byte_order_mark_is_no_harm(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_bytes(json.dumps(toy.submission({})).encode("utf-8-sig"))
    assert declared_assignment(read_submission(path)) == "01_toy"


@pytest.mark.parametrize(
    "metadata", [None, [], {}, {"llmcourse": []}, {"llmcourse": {"assignment": 5}}]
)
def test_a_notebook_that_declares_nothing(metadata):
    assert declared_assignment({"metadata": metadata}) is None
