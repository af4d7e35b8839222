"""One learner's file never costs the others anything, and a stranger's file never runs free."""

import json
import os
import sqlite3
import sys
import time
from pathlib import Path

import pytest
import toy_assignment as toy
from toy_assignment import run_pytest as run

from llmcourse import cli
from llmcourse.grading.assignment.merge import (
    MAX_PARTS,
    declared_assignment,
    find_answers,
    imported_modules,
    merge_answers,
    read_assignment,
    read_submission,
)
from llmcourse.grading.grade import CannotGrade, grade_folder
from llmcourse.grading.records.gradebook import Gradebook
from llmcourse.grading.records.result import Unreadable
from llmcourse.grading.running.check import check_file
from llmcourse.grading.sandbox.process import Limits
from llmcourse.grading.submissions import collect
from llmcourse.grading.submissions.collect import collect_into, table

LIMITS = Limits(cell_seconds=20)


@pytest.fixture
def solution(tmp_path):
    return toy.save(toy.solution(), tmp_path / "solutions" / "01_toy.ipynb")


def test_half_characters_in_a_notebook_are_that_learners_problem(tmp_path, solution):
    for name, answers in {"ann": toy.RIGHT, "bo": toy.RIGHT, "cy": toy.RIGHT}.items():
        toy.save(toy.submission(answers), tmp_path / "in" / f"{name}.ipynb")
    strange = toy.submission(toy.RIGHT)
    strange.metadata["llmcourse"] = {"assignment": "\ud83d", "\ud83d": ["\udcff"]}
    toy.save(strange, tmp_path / "in" / "bo.ipynb")
    strange = toy.submission(toy.RIGHT)
    toy.cell_of(strange, "1.1")["id"] = "\ud83d"
    toy.cell_of(strange, "1.2")["source"] = "def evens(ids):\n    raise ValueError('\ud83d')"
    toy.save(strange, tmp_path / "in" / "cy.ipynb")
    result = grade_folder(tmp_path / "in", solution, tmp_path / "out", limits=LIMITS, jobs=1)
    ann, bo, cy = result.grades
    assert ann.earned == 5
    assert bo.problem == "The notebook belongs to another assignment (?)."
    assert cy.outcomes["1.2"].state == "wrong" and cy.earned == 3


@pytest.mark.parametrize("kind", ["lists", "dictionaries", "texts"])
def test_a_notebook_that_would_take_gigabytes_is_refused_at_once(tmp_path, kind):
    parts = {"lists": "[],", "dictionaries": '{"a":{}},', "texts": '"a",'}[kind]
    body = parts * (MAX_PARTS + 1)
    path = tmp_path / "in" / "bomb.ipynb"
    path.parent.mkdir()
    path.write_text(f'{{"nbformat": 4, "metadata": {{"x": [{body}0]}}, "cells": []}}')
    begun = time.process_time()
    with pytest.raises(Unreadable, match="parts, as no notebook has"):
        read_submission(path)
    [placed] = collect_into([path.parent], tmp_path / "collected").placed
    assert placed.note == "new; no readable notebook"
    assert time.process_time() - begun < 30  # a fraction of a second; it was most of a minute


def test_a_zip_under_a_notebooks_name_is_told(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(Unreadable, match="zip archive with another name"):
        read_submission(path)


def test_a_file_of_the_year_12000_is_collected_without_a_time(tmp_path):
    path = toy.save(toy.submission(toy.RIGHT), tmp_path / "in" / "ann.ipynb")
    toy.save(toy.submission({}), tmp_path / "in" / "bo.ipynb")
    far = 316_516_204_800
    try:
        os.utime(path, (far, far))
    except (OSError, OverflowError):
        pytest.skip("no such time on this file system")
    if path.stat().st_mtime != far:
        pytest.skip("no such time on this file system")
    result = collect_into([tmp_path / "in"], tmp_path / "out", "01")
    assert {one.learner: one.handed_in is None for one in result.placed} == {
        "ann": True,
        "bo": False,
    }
    assert "unknown: the file's time" in table(result, tmp_path / "out")


def test_a_full_disk_costs_one_file_its_place_and_says_so(tmp_path, monkeypatch):
    for name in ("ann", "bo"):
        toy.save(toy.submission(toy.RIGHT), tmp_path / "in" / f"{name}.ipynb")
    write = collect.write_whole

    def full(path, content):
        if path.name.startswith("ann"):
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(collect, "write_whole", full)
    result = collect_into([tmp_path / "in"], tmp_path / "out", "01")
    assert [one.learner for one in result.placed] == ["bo"]
    assert result.left[0].reason == "cannot be stored: No space left on device"
    monkeypatch.undo()
    again = collect_into([tmp_path / "in"], tmp_path / "out", "01")
    assert {one.learner: one.note for one in again.placed} == {"ann": "new", "bo": "as before"}


def test_a_gradebook_on_a_full_disk_keeps_what_it_has_and_says_so(tmp_path, solution, monkeypatch):
    for name in ("ann", "bo"):
        toy.save(toy.submission(toy.RIGHT), tmp_path / "in" / f"{name}.ipynb")
    record, recorded = Gradebook.record, []

    def full(book, run, grade, digest):
        if recorded:
            raise sqlite3.OperationalError("database or disk is full")
        recorded.append(grade)
        record(book, run, grade, digest)

    monkeypatch.setattr(Gradebook, "record", full)
    with pytest.raises(CannotGrade, match=r"disk is full\. What was graded is kept"):
        grade_folder(tmp_path / "in", solution, tmp_path / "out", limits=LIMITS, jobs=1)
    monkeypatch.undo()
    result = grade_folder(tmp_path / "in", solution, tmp_path / "out", limits=LIMITS, jobs=1)
    assert [one.earned for one in result.grades] == [5, 5]


GRADESCOPE = """submission_1:
  :submitters:
  - :name: Ann Lee
    :sid: '501'
submission_2:
  :submitters:
  - :name: Bo Smith
    :sid: '502'
  - :name: Ann Lee
    :sid: '501'
"""
DOUBTFUL = {
    "Canvas": {
        "leeann_101_9001_x.ipynb": 1,
        "smithbo_101_9002_x.ipynb": 2,
        "foxcy_103_9_x.ipynb": 3,
    },
    "Moodle": {
        "Ann Lee_1_assignsubmission_file_/x.ipynb": 1,
        "Bo Smith_1_assignsubmission_file_/x.ipynb": 2,
        "Cy Fox_2_assignsubmission_file_/x.ipynb": 3,
    },
    "Gradescope": {
        "submission_1/x.ipynb": 1,
        "submission_2/x.ipynb": 2,
        "submission_metadata.yml": GRADESCOPE,
    },
}


@pytest.mark.parametrize("platform", DOUBTFUL)
def test_what_may_be_anothers_is_placed_nowhere_and_asked_about(tmp_path, platform):
    source = tmp_path / "export"
    for name, content in DOUBTFUL[platform].items():
        if isinstance(content, str):
            (source / name).write_text(content)
        else:
            answers = {"1.1": f"def double(x):\n    return {content} * x"}
            toy.save(toy.submission(answers), source / name)
    result = collect_into([source], tmp_path / "out", "01")
    assert [one.learner for one in result.placed] in (["foxcy"], ["Cy Fox"], ["Bo Smith"])
    doubted = [one for one in result.left if "one person's number" in one.reason]
    assert len(doubted) == 2 and not any(one.ordinary for one in doubted)


def test_whom_a_platform_lists_without_a_file_is_named(tmp_path):
    source = tmp_path / "export"
    toy.save(toy.submission(toy.RIGHT), source / "submission_2" / "x.ipynb")
    (source / "submission_metadata.yml").write_text(GRADESCOPE.replace("'501'", "''"))
    result = collect_into([source], tmp_path / "out", "01")
    assert {one.learner for one in result.placed} == {"Bo Smith", "Ann Lee"}
    [ann] = [one for one in result.left if "is listed" in one.reason]
    assert ann.reason == "Ann Lee is listed (submission_1), and has no notebook here"


@pytest.mark.parametrize("noted", [True, False])
def test_a_time_that_cannot_be_read_is_not_replaced(tmp_path, noted):
    place = tmp_path / "submitted" / "ann" / "01_toy"
    toy.save(toy.submission(toy.RIGHT), place / "01_toy.ipynb")
    if noted:
        (place / "timestamp.txt").write_text("the day before yesterday")
    [placed] = collect_into([tmp_path / "submitted"], tmp_path / "out", "01").placed
    assert (placed.handed_in is None) == noted


# ---- a learner's own file, or somebody else's, under `llmcourse check` and pytest

SPY = "if False:\n    import spy_of_ours\ndef double(x):\n    return 2 * x"


def test_no_module_is_imported_for_a_strangers_file_but_the_courses_own(tmp_path, solution):
    assignment = read_assignment(solution)
    answers = find_answers(assignment, toy.submission({"1.1": SPY}))
    merged = merge_answers(assignment.blank, answers)
    assert imported_modules(merged) == imported_modules(assignment.blank) != ()
    (tmp_path / "spy_of_ours.py").write_text("raise SystemExit('ran free')")
    own = toy.save(toy.submission({"1.1": SPY}), tmp_path / "own.ipynb")
    assert check_file(own).grades[0].outcomes["1.1"].state == "right"
    assert "spy_of_ours" not in sys.modules


def as_colab_saves_it(notebook):
    del notebook.metadata["llmcourse"]
    for cell in notebook.cells:
        del cell["id"]
    return notebook


def as_another_editor_saves_it(notebook):
    notebook.metadata.clear()
    for cell in notebook.cells:
        cell["id"] = f"fresh-{id(cell)}"
    return notebook


@pytest.mark.parametrize("saved", [as_colab_saves_it, as_another_editor_saves_it])
def test_a_file_that_lost_its_metadata_is_treated_alike(tmp_path, solution, saved):
    own = toy.save(saved(toy.submission(toy.RIGHT)), tmp_path / "exercises" / "mine.ipynb")
    assert declared_assignment(read_submission(own)) is None
    assert [one.state for one in check_file(own).grades[0].outcomes.values()] == ["right"] * 2
    [graded] = grade_folder(own.parent, solution, limits=LIMITS, jobs=1).grades
    assert graded.earned == 5
    code, said = run(tmp_path, "exercises/mine.ipynb")
    assert code == 0 and "2 passed" in said


def test_a_file_of_another_chapter_that_lost_its_metadata_is_told(tmp_path, solution):
    notebook = as_another_editor_saves_it(toy.submission(toy.RIGHT))
    text = json.dumps(notebook).replace("ex-1-", "ex-7-")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ann.ipynb").write_text(text)
    [graded] = grade_folder(tmp_path / "in", solution, limits=LIMITS, jobs=1).grades
    assert graded.problem == "The notebook belongs to another assignment (chapter 07)."


CONTROL = "\x1b[2J\x1b]0;mine\x07"


def test_no_control_sequence_of_a_file_or_its_name_is_shown(tmp_path, solution, capsys):
    spoken = f"def double(x):\n    raise ValueError({CONTROL!r})"
    name = f"a{CONTROL}b.ipynb"
    own = toy.save(toy.submission({"1.1": spoken}), tmp_path / "exercises" / name)
    Path(own.parent, f"broken{CONTROL}.ipynb").write_text("{")
    assert cli.main(["check", str(own)]) == 1
    assert cli.main(["check", str(own.parent / f"broken{CONTROL}.ipynb")]) == 1
    said = capsys.readouterr()
    assert "ValueError" in said.out and not {"\x1b", "\x07"} & set(said.out + said.err)
    shown = run(tmp_path, "exercises", "--color=no", "--continue-on-collection-errors")[1]
    assert "ValueError" in shown and not {"\x1b", "\x07"} & set(shown)
