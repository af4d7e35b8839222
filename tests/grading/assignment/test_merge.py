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
