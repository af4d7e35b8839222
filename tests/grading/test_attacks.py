"""Hostile and broken submissions: each gains nothing, and none harms the machine, the class or
another learner.

One class is graded once (`attacks.hostile` says who is in it) while `attacks.watch` looks at files,
processes and network. Many small tests then ask for one thing each. Controls prove that the same
attacks would work without the sandbox, and that the watch sees what it is for.
"""

import os
import re
import secrets
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
import toy_assignment as toy
from attacks import cells, hostile
from attacks.case import Case
from attacks.watch import LEAK, UNKNOWN, Watch, snapshot, trace

from llmcourse.grading.grade import grade_folder, history, override
from llmcourse.grading.records.gradebook import FILE
from llmcourse.grading.records.result import Result
from llmcourse.grading.reports import write as report
from llmcourse.grading.sandbox import protection
from llmcourse.grading.sandbox.process import Limits

pytestmark = pytest.mark.slow  # a class is graded first

LOCKED = protection.level().word == "strict"
LIMITS = Limits(cell_seconds=4, memory=2 << 30)
COLUMNS = ("credit", "crashed", "others", "secrets", "files", "processes", "network")
needs_lock = pytest.mark.skipif(not LOCKED, reason="the strict sandbox is not available here")


@dataclass(frozen=True, repr=False)
class Class:
    """A graded class: who was in it, what came of it, what the watch saw, and the words that nobody
    may read.
    """

    cases: list[Case]
    result: Result
    watch: Watch
    out: Path
    canary: str
    private: str
    before: dict
    after: dict

    def grade_of(self, learner):
        """The grade of a learner; None when there is not exactly one."""
        found = [one for one in self.result.grades if one.submission.learner == learner]
        return found[0] if len(found) == 1 else None


def graded_class(base, protection="auto", only=None, limits=LIMITS):
    """Hand in and grade the class, or only some of its answer cells, in `base` and under watch."""
    canary, private = f"canary-{secrets.token_hex(8)}", f"private-{secrets.token_hex(8)}"
    solution = toy.save(solution_with(canary), base / "solutions" / "01_toy.ipynb")
    folder, out = base / "submissions", base / "out"
    folder.mkdir()
    with Watch(base) as watch:
        paths = {
            "SOLUTION": str(solution),
            "OTHER": str(folder / "checks-0-honest.ipynb"),
            "OUT": str(out),
        }
        toy.save(toy.submission(toy.RIGHT), folder / "checks-0-honest.ipynb")
        cases = hostile.hand_in(folder, watch.known() | paths, private, only)
        before = snapshot(folder, solution.parent)
        result = grade_folder(folder, solution, out, protection=protection, limits=limits)
        after = snapshot(folder, solution.parent)
    return Class(cases, result, watch, out, canary, private, before, after)


def solution_with(canary):
    """The solution, with a word that nobody may read in each reference answer and grading cell, and
    with rules.
    """
    notebook = toy.solution()
    for number in toy.RIGHT:
        answer, hidden = toy.cell_of(notebook, number), toy.cell_of(notebook, number, "grade")
        answer.source = answer.source.replace(
            "### BEGIN SOLUTION\n", f"### BEGIN SOLUTION\n    # {canary}\n"
        )
        hidden.source = hidden.source.replace(
            "### END HIDDEN TESTS", f"# {canary}\n### END HIDDEN TESTS"
        )
    toy.cell_of(notebook, "1.1").metadata["llmcourse"] = {
        "forbids": ["torch.add", "torch.Tensor.add"]
    }
    toy.cell_of(notebook, "1.2").metadata["llmcourse"] = {"builds_on": ["1.1"]}
    return notebook


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    if not LOCKED:
        pytest.skip("hostile code is run only where the strict sandbox keeps it in")
    return graded_class(tmp_path_factory.mktemp("class").resolve())


# what is counted
# ------------------------------------------------------------------------------------------------------


def counts(graded):
    """For every kind of attack, how many there were and how many did harm, by column."""
    table = {case.kind: Counter() for case in graded.cases if case.kind != "honest"}
    for case in graded.cases:
        kind = case.kind if case.kind in table else case.learner.split("-")[0]
        table[kind]["attacks"] += case.kind != "honest"
        table[kind].update(harm(graded, case))
    table[UNKNOWN] = Counter(
        {
            "files": UNKNOWN in graded.watch.written or graded.before != graded.after,
            "processes": UNKNOWN in graded.watch.processes,
            "network": UNKNOWN in graded.watch.reached,
        }
    )
    return table


def harm(graded, case):
    """The columns in which this case did harm."""
    grade, learner = graded.grade_of(case.learner), case.learner.replace(" ", "-")
    found = {
        "crashed": crashed(grade, case),
        "secrets": bool(secrets_in(graded, grade)),
        "files": learner in graded.watch.written,
        "processes": learner in graded.watch.processes,
        "network": learner in graded.watch.reached,
    }
    if not found["crashed"]:
        deserved = 2 if case.kind == cells.LIMITS else sum(case.deserves or (0, 0))
        found["credit"] = grade.earned > deserved
        found["others"] = case.kind in ("honest", "names") and grade.earned < deserved
    return [column for column, done in found.items() if done]


def crashed(grade, case):
    """Whether a submission has no grade, or one that nobody worked out."""
    if grade is None or (grade.problem is None) != (case.deserves is not None):
        return True
    states = [one.state for one in grade.outcomes.values()]
    return case.deserves is not None and (len(states) != 2 or "not graded" in states)


def secrets_in(graded, grade):
    """What a learner is told that nobody may read."""
    wanted = [
        re.escape(LEAK) + r"\[?-?\d",
        graded.canary,
        graded.private,
        r"31337, ?0",
        r"signal 39",
    ]
    return re.findall("|".join(wanted), told(grade))


def told(grade):
    """All the words of a grade."""
    if grade is None:
        return ""
    outcomes = grade.outcomes.values()
    words = [grade.problem, *(one.message for one in outcomes)]
    return "\n".join(
        map(
            str,
            [*words, *(f"{part.name} {part.problem}" for one in outcomes for part in one.parts)],
        )
    )


def attack_table(graded):
    """The counts as lines of text."""
    head, rows = ("kind", "attacks", *COLUMNS), counts(graded)
    rows["all"] = sum(rows.values(), Counter())
    lines = [
        head,
        *((kind, *(str(int(row[name])) for name in head[1:])) for kind, row in rows.items()),
    ]
    return "\n".join("".join(f"{cell:<11}" for cell in line).rstrip() for line in lines)


# the class
# ------------------------------------------------------------------------------------------------------------

CELLS = list(cells.answer_cells())


def case_of(graded, learner):
    return next(case for case in graded.cases if case.learner == learner)


def test_the_table_is_empty_but_for_the_known_limits(graded, capsys):
    with capsys.disabled():
        print("\n" + attack_table(graded))
    found = counts(graded)
    assert {
        column: found[cells.LIMITS][column] for column in COLUMNS if found[cells.LIMITS][column]
    } == {"credit": len(cells.KNOWN_LIMITS)}
    del found[cells.LIMITS]
    assert not [kind for kind, row in found.items() if any(row[column] for column in COLUMNS)]


def test_there_are_enough_attacks(graded):
    assert len(graded.cases) >= 300 and len(CELLS) >= 180


@pytest.mark.parametrize("learner", CELLS)
def test_attack_gains_nothing_and_the_next_exercise_is_still_graded(graded, learner):
    outcomes, deserves = graded.grade_of(learner).outcomes, case_of(graded, learner).deserves
    assert (outcomes["1.1"].earned, outcomes["1.2"].earned) == deserves, told(
        graded.grade_of(learner)
    )
    assert outcomes["1.1"].state == ("right" if learner in cells.KNOWN_LIMITS else "wrong")


def test_every_submission_has_the_points_that_it_deserves(graded):
    wrong = {}
    for case in graded.cases:
        grade = graded.grade_of(case.learner)
        points = (
            grade
            and not grade.problem
            and tuple(grade.outcomes[number].earned for number in ("1.1", "1.2"))
        )
        if points != (case.deserves or False):
            wrong[case.learner] = points, told(grade)
    assert not wrong


def test_every_file_has_one_grade_under_a_name_of_its_own(graded):
    learners = [one.submission.learner for one in graded.result.grades]
    entries = [
        path
        for path in (graded.out.parent / "submissions").iterdir()
        if path.suffix == ".ipynb" or path.is_dir()
    ]
    assert len(set(learners)) == len(learners) == len(entries)


def test_every_failure_is_explained_in_plain_words(graded):
    unclear = {}
    for case in graded.cases:
        grade = graded.grade_of(case.learner)
        said = grade.problem or "\n".join(
            one.message for one in grade.outcomes.values() if one.state != "right"
        )
        full = grade.problem is None and grade.earned == 5
        if not (full or said.strip()) or not (
            not case.says or any(words in said for words in case.says)
        ):
            unclear[case.learner] = said
        if "Traceback" in said or len(said) > 10_000:
            unclear[case.learner] = said[:500]
    assert not unclear


def test_nothing_secret_stands_in_a_report(graded):
    """The learners' own sources are no secret, and neither is what they say when no hidden input is
    at hand.
    """
    pattern = re.compile(re.escape(LEAK) + r"\[?-?\d|" + graded.canary)
    assert not [
        path
        for path in graded.out.rglob("*")
        if path.is_file() and pattern.search(path.read_text(errors="replace"))
    ]


def test_no_submission_and_no_solution_was_changed(graded):
    changed = [
        path
        for path in graded.before.keys() | graded.after.keys()
        if graded.before.get(path) != graded.after.get(path)
    ]
    assert not changed


def test_nothing_is_left_in_the_folder_for_temporary_files(graded):
    assert not list(graded.watch.temporary.iterdir())


def test_markup_is_shown_and_never_run(graded):
    pages = list(graded.out.rglob("*.html"))
    assert len(pages) >= len(graded.result.grades)
    for page in map(Path.read_text, pages):
        assert not re.search(
            r"<script|<img|<b>|</style>.*</style>|[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]",
            page,
            re.DOTALL,
        )
    page = next(path.read_text() for path in pages if "pages-markup" in path.name)
    assert "&lt;script&gt;alert(1)" in page


def test_formulas_in_the_grades_are_text(graded):
    rows = (graded.out / "grades.csv").read_text().splitlines()
    assert any(row.startswith("'=HYPERLINK") for row in rows)
    assert not [
        cell for row in rows for cell in row.split(",") if re.match("[=+@\t\r＝]", cell.strip('" '))
    ]


@needs_lock
def test_busy_neighbors_take_nothing_from_honest_learners(tmp_path):
    """Two hundred threads at work, again and again, beside answers that need some time themselves."""
    solution = toy.save(toy.solution(), tmp_path / "solutions" / "01_toy.ipynb")
    busy = (cells.HERE / "processes" / "busy_threads.py").read_text()
    for number in range(4):
        toy.save(toy.submission({"1.1": busy}), tmp_path / "in" / f"{number}-busy.ipynb")
        toy.save(
            toy.submission(toy.RIGHT | {"1.1": hostile.WORK}),
            tmp_path / "in" / f"{number}-honest.ipynb",
        )
    earned = {
        one.submission.learner: one.earned
        for one in grade_folder(tmp_path / "in", solution, limits=LIMITS).grades
    }
    assert earned == {
        f"{number}-{kind}": points
        for number in range(4)
        for kind, points in (("busy", 0), ("honest", 5))
    }


# the gradebook
# --------------------------------------------------------------------------------------------------------


def test_grading_again_finds_everything_done_and_finds_the_same(graded):
    before = {one.submission.learner: told(one) for one in graded.result.grades}
    folder = graded.out.parent / "submissions"
    solution = graded.out.parent / "solutions" / "01_toy.ipynb"
    again = grade_folder(folder, solution, graded.out, limits=LIMITS)
    assert {one.submission.learner: told(one) for one in again.grades} == before
    assert len(history(graded.out, solution)) == len(before)


def test_the_gradebook_is_whole(graded):
    with sqlite3.connect(graded.out / FILE) as book:
        assert book.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert book.execute("SELECT count(DISTINCT learner) FROM grade").fetchone() == (
            len(graded.result.grades),
        )
    book.close()


def test_sql_is_only_words_wherever_it_stands(tmp_path):
    words = "x'); DELETE FROM grade; UPDATE override SET points = 99; --"
    solution = toy.save(toy.solution(), tmp_path / "solutions" / "01_toy.ipynb")
    notebook = toy.submission(
        {"1.1": f"raise ValueError({words!r})", "1.2": toy.RIGHT["1.2"] + f"  # {words}"}
    )
    for cell in notebook.cells:
        cell.metadata[words] = words
    notebook.cells.append({**toy.new_code_cell(words), "id": words})
    toy.save(notebook, tmp_path / "in" / f"{words}.ipynb")
    toy.save(toy.submission(toy.RIGHT), tmp_path / "in" / "ann.ipynb")
    grade_folder(tmp_path / "in", solution, tmp_path / "out", limits=LIMITS)
    override(tmp_path / "out", solution, words, "1.1", 1, reason=words, author=words)
    again = grade_folder(tmp_path / "in", solution, tmp_path / "out", limits=LIMITS)
    assert {one.submission.learner: one.earned for one in again.grades} == {words: 3, "ann": 5}
    assert len(history(tmp_path / "out", solution)) == 2


# controls
# -------------------------------------------------------------------------------------------------------------

OPEN = {
    "read": {
        "read_solution",
        "read_other_submission",
        "read_by_link",
        "read_by_c",
        "read_by_libraries",
        "read_grades",
    },
    "search": {"look_at_grader"},
    "network": {"reach_ports", "datagrams", "abstract_socket", "libraries", "listening"},
    "write": {"temporary_files", "write_outside"},
    "processes": {"background_process", "kill_grader"},
}


def test_control_the_smugglers_have_something_to_smuggle(tmp_path):
    """The grading cell can be read where it runs: what is proved is that it does not come out."""
    helper = (cells.HERE / "smuggle" / "_secret.py").read_text()
    answer = (
        f"{helper}\n\ndef double(x):\n    return 2 * x if 'canary-' in (secret(x) or '') else x"
    )
    solution = toy.save(solution_with("canary-0"), tmp_path / "solutions" / "01_toy.ipynb")
    toy.save(toy.submission({"1.1": answer}), tmp_path / "in" / "reader.ipynb")
    assert grade_folder(tmp_path / "in", solution, limits=LIMITS).grades[0].earned == 3


@needs_lock
def test_control_without_the_lock_the_same_attacks_work(tmp_path):
    """A check that cannot fail is worthless: with protection="basic" these cells get what they are
    after.
    """
    # It tries what root may write.
    only = set().union(*OPEN.values()) - ({"write_outside"} if os.getuid() else set())
    graded = graded_class(tmp_path.resolve(), "basic", only, Limits(cell_seconds=30))
    table = counts(graded)
    assert {case.learner.split("-")[1] for case in graded.cases if harm(graded, case)} >= only - {
        "background_process"
    }
    assert table["read"]["credit"] == len(OPEN["read"]) and table["network"]["network"] >= 3
    assert table["write"]["files"] == 1 and graded.before != graded.after
    assert not any(row["processes"] or row["crashed"] for row in table.values())
    assert "no protection of files or network" in report.table(graded.result)


def test_control_the_watch_sees_traces_processes_and_the_network(tmp_path):
    command = [sys.executable, "-c", "import time; time.sleep(60)", trace("left")]
    with Watch(tmp_path.resolve()) as watch:
        (watch.outside / trace("wrote")).touch()
        left = subprocess.Popen(command)
        with socket.create_connection(("127.0.0.1", watch.known()["PORT"])) as line:
            line.send(trace("reached").encode())
    assert (watch.written, watch.processes, watch.reached) == (
        {"wrote", UNKNOWN},
        {"left"},
        {"reached"},
    )
    left.wait()
