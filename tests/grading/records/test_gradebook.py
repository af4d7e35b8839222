"""The gradebook keeps everything, once, whatever is killed when."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
import toy_assignment as toy
from conftest import ROOT

from llmcourse.grading.grade import CannotGrade, grade_folder, override
from llmcourse.grading.records.gradebook import FILE, Gradebook, Run, WrongGradebook
from llmcourse.grading.records.late import LatePolicy
from llmcourse.grading.records.result import Exercise, Grade, Level, Outcome, Part, Submission
from llmcourse.grading.sandbox import protection
from llmcourse.grading.sandbox.process import Limits

EXERCISES = (Exercise("4.1", "First", 3.0), Exercise("4.2", "Second", 2.0))
LIMITS = Limits(cell_seconds=20)
STRICT = Level("strict", "strict: all of it")


def one(learner="ann", earned=3.0, state="right"):
    grade = Grade(
        Submission(learner, Path(f"{learner}.ipynb")), submitted=datetime(2026, 11, 20, tzinfo=UTC)
    )
    grade.answers = {"4.1": "x = '\x00\udcff'"}
    parts = (Part("a", earned, None), Part("b", 3.0 - earned, "The value is wrong."))
    grade.record(Outcome(EXERCISES[0], state, earned, parts, "Mind the mask."))
    return grade


@pytest.fixture
def book():
    with Gradebook(None, "04_x", EXERCISES) as book:
        yield book


def test_what_was_recorded_comes_back_whole(book):
    before = one("Ann; DROP TABLE grade; --\u202e'\"")
    book.record(book.begin_run(Run("v1", STRICT)), before, "d1")
    [after] = book.grades()
    assert after == before


def test_a_regrade_counts_and_the_earlier_one_stays(book):
    run = book.begin_run(Run("v1", STRICT))
    book.record(run, one(earned=1.0, state="partly"), "d1")
    book.record(book.begin_run(Run("v2", STRICT)), one(), "d1")
    assert [grade.earned for grade in book.grades()] == [3.0]
    assert [(entry.reference, entry.earned) for entry in book.history("ann")] == [
        ("v1", 1.0),
        ("v2", 3.0),
    ]
    assert book.done() == {("ann", "d1", "v2")}


JOSÉ = "José Núñez"


@pytest.mark.parametrize("handed_in", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_a_name_is_one_name_however_its_accents_are_written(book, handed_in, asked):
    run = book.begin_run(Run("v1", STRICT))
    for form in (handed_in, "NFC"):  # a first download, and a second
        book.record(run, one(unicodedata.normalize(form, JOSÉ), 1.0, "partly"), "d1")
    name = unicodedata.normalize(asked, JOSÉ)
    book.override(name, "4.1", 2.0, "Shown on paper.")
    [grade] = book.grades()
    assert grade.submission.learner == JOSÉ and grade.points_of("4.1") == 2.0
    assert [entry.learner for entry in book.history(name)] == [JOSÉ, JOSÉ]


def test_nobodys_history_is_told_in_words(book):
    with pytest.raises(WrongGradebook, match="No submission of 'nobody'"):
        book.history("nobody")
    assert book.history() == []


def test_what_lies_among_the_submissions_is_known_until_the_next_run(book):
    for learner in ("ann", "bo"):
        book.record(book.begin_run(Run("v1", STRICT)), one(learner), "d1")
    assert book.gone() == frozenset() and book.passed_over() == ()  # as in an older gradebook
    book.note_found({"ann": None}, ["notes.txt", "a.zip"])
    assert book.gone() == {"bo"} and book.passed_over() == ("a.zip", "notes.txt")
    book.note_found({"ann": "x.zip: 1", "bo": "x.zip: 1", "cy": "x.zip: 2", "dee": None}, [])
    assert book.gone() == frozenset() and book.passed_over() == ()
    assert book.teams() == (frozenset({"ann", "bo"}),)


def test_what_the_machine_failed_to_grade_is_not_done(book):
    book.record(book.begin_run(Run("v1", STRICT)), one(earned=0.0, state="not graded"), "d1")
    assert book.done() == set()


def test_a_persons_points_count_from_then_on_with_their_reason(book):
    book.record(book.begin_run(Run("v1", STRICT)), one(earned=1.0, state="partly"), "d1")
    book.override("ann", "4.1", 2.5, "A typing mistake in the task.", "Ms. Noether")
    book.override("ann", "4.2", 2.0, "Shown on paper.")
    [grade] = book.grades()
    assert grade.earned == 4.5 and grade.points_of("4.1") == 2.5
    assert (grade.overrides["4.1"].reason, grade.overrides["4.1"].author) == (
        "A typing mistake in the task.",
        "Ms. Noether",
    )
    book.record(book.begin_run(Run("v2", STRICT)), one(), "d2")
    assert book.grades()[0].points_of("4.1") == 2.5, "a regrade leaves a person's decision alone"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ann", "9.9", 1, "why"), "no exercise 9.9"),
        (("ann", "4.1", 4, "why"), "0 to 3 are possible"),
        (("ann", "4.1", -1, "why"), "0 to 3 are possible"),
        (("ann", "4.1", float("nan"), "why"), "0 to 3 are possible"),
        (("ann", "4.1", 1, " "), "needs a reason"),
        (("bo", "4.1", 1, "why"), "No submission of 'bo'"),
    ],
)
def test_an_override_that_makes_no_sense_is_refused(book, arguments, says):
    book.record(book.begin_run(Run("v1", STRICT)), one(), "d1")
    with pytest.raises(WrongGradebook, match=says):
        book.override(*arguments)
    assert book.grades()[0].overrides == {}


def test_other_files_are_refused_and_left_as_they_are(tmp_path):
    path = tmp_path / FILE
    path.write_text("my thesis, and not a database at all" * 100)
    with pytest.raises(WrongGradebook, match="is not a gradebook"):
        Gradebook(path, "04_x", EXERCISES)
    assert path.read_text().startswith("my thesis")
    path.unlink()
    with Gradebook(path, "04_x", EXERCISES) as book:
        book.begin_run(Run("v1", STRICT))
    with pytest.raises(WrongGradebook, match="gradebook of 04_x, not of 05_y"):
        Gradebook(path, "05_y", EXERCISES)
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(WrongGradebook, match="newer llmcourse"):
        Gradebook(path, "04_x", EXERCISES)


# ---- the gradebook within a grading run


@pytest.fixture
def course(tmp_path):
    solution = toy.save(toy.solution(), tmp_path / "solutions" / "01_toy.ipynb")
    for name, answers in {"ann": toy.RIGHT, "bo": toy.WRONG}.items():
        toy.save(toy.submission(answers), tmp_path / "in" / f"{name}.ipynb")
    return tmp_path / "in", solution, tmp_path / "out"


def entries(course):
    with Gradebook(course[2] / FILE, "01_toy", ()) as book:
        return [(entry.learner, entry.earned) for entry in book.history()]


@pytest.mark.slow
def test_only_what_is_new_or_changed_is_graded(course):
    grade_folder(*course, limits=LIMITS)
    grade_folder(*course, limits=LIMITS)
    assert sorted(entries(course)) == [("ann", 5.0), ("bo", 0.0)]
    toy.save(toy.submission(toy.RIGHT), course[0] / "bo.ipynb")
    toy.save(toy.submission({"1.1": toy.RIGHT["1.1"]}), course[0] / "cy.ipynb")
    result = grade_folder(*course, limits=LIMITS)
    assert [one.earned for one in result.grades] == [5.0, 5.0, 3.0]
    assert sorted(entries(course)[2:]) == [("bo", 5.0), ("cy", 3.0)]
    (course[0] / "ann.ipynb").unlink()
    assert [one.submission.learner for one in grade_folder(*course, limits=LIMITS).grades] == [
        "ann",
        "bo",
        "cy",
    ]


@pytest.mark.slow
def test_regrading_is_done_on_demand(course):
    grade_folder(*course, limits=LIMITS)
    grade_folder(*course, limits=LIMITS, regrade=["bo"])
    assert entries(course)[2:] == [("bo", 0.0)]
    grade_folder(*course, limits=LIMITS, regrade=True)
    assert len(entries(course)) == 5


def test_who_handed_in_nothing_cannot_be_graded_again(course):
    with pytest.raises(CannotGrade, match="no submission of zoe"):
        grade_folder(*course, limits=LIMITS, regrade=["zoe"])


@pytest.mark.slow
def test_reports_name_the_weakest_protection_under_which_a_grade_was_found(course):
    if protection.level().word != "strict":
        pytest.skip("there is only one protection here")
    assert grade_folder(*course, limits=LIMITS).level.word == "strict"
    assert grade_folder(*course, limits=LIMITS, protection="basic").level.word == "strict", (
        "nothing was graded in this run"
    )
    assert (
        grade_folder(*course, limits=LIMITS, protection="basic", regrade=["bo"]).level.word
        == "basic"
    )
    assert grade_folder(*course, limits=LIMITS).level.word == "basic", (
        "bo's grade still is of that run"
    )
    assert grade_folder(*course, limits=LIMITS, regrade=["bo"]).level.word == "strict"


@pytest.mark.slow
def test_a_new_reference_grades_everybody_anew(course):
    grade_folder(*course, limits=LIMITS)
    notebook = json.loads(course[1].read_text())
    for cell in notebook["cells"]:
        if cell["id"] == "grade-1-1":
            cell["source"] = cell["source"].replace("5, 3", "6, 3")
    course[1].write_text(json.dumps(notebook))
    grade_folder(*course, limits=LIMITS)
    assert len(entries(course)) == 4


@pytest.mark.slow
def test_lateness_is_counted_from_the_files_time(course):
    due = datetime.now(UTC) - timedelta(days=10)
    for name, days in {"ann": -1, "bo": 1.5}.items():
        when = (due + timedelta(days=days)).timestamp()
        os.utime(course[0] / f"{name}.ipynb", (when, when))
    toy.save(toy.submission(toy.RIGHT), course[0] / "cy.ipynb")
    result = grade_folder(*course, limits=LIMITS, late=LatePolicy(due, per_day=0.1, at_most=0.5))
    assert [one.lateness.days for one in result.grades] == [0, 2, 11]
    assert [one.final for one in result.grades] == [5.0, 0.0, 2.5]
    again = grade_folder(*course, limits=LIMITS, late=LatePolicy(due, per_day=0.04))
    assert [one.final for one in again.grades] == [5.0, 0.0, pytest.approx(5 * 0.56)]


@pytest.mark.slow
def test_the_list_of_an_lms_and_the_late_rule_stay_until_others_are_given(course, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("Username,First name,Last name,Email address\nann,Ann,A,ann@example.org\n")
    due = datetime.now(UTC) - timedelta(days=1.5)
    grade_folder(*course, limits=LIMITS, roster=roster, late=LatePolicy(due, 0.1))
    before = (course[2] / "moodle.csv").read_text()
    assert "ann@example.org" in before
    assert grade_folder(*course, limits=LIMITS).grades[0].final == 4.0
    assert (course[2] / "moodle.csv").read_text() == before
    override(course[2], course[1], "ann", "1.1", 1, "Talked about it.")
    assert "ann@example.org" in (course[2] / "moodle.csv").read_text()
    with Gradebook(course[2] / FILE, "01_toy", ()) as book:
        assert book.grades()[0].points_of("1.1") == 1


def test_nothing_in_a_submission_or_its_times_is_changed(course):
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in course[0].iterdir()}
    grade_folder(*course, limits=LIMITS)
    assert before == {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in course[0].iterdir()
    }


# ---- kill -9, many times


RUN = """
import sys
from pathlib import Path
from llmcourse.grading.grade import CannotGrade, grade_folder, override
from llmcourse.grading.records.result import Level
from llmcourse.grading.sandbox import protection
from llmcourse.grading.sandbox.process import Limits
if __name__ == "__main__":
    grade_folder(*map(Path, sys.argv[1:4]), limits=Limits(cell_seconds=20), jobs=2)
    print("finished")
"""


@pytest.mark.slow
@pytest.mark.sampled
@pytest.mark.timeout(900)
def test_a_run_killed_at_random_moments_grades_everyone_exactly_once(tmp_path, amount):
    """Killed each time after a random while, anywhere between start and reports; then run to its
    end.
    """
    solution = toy.save(toy.solution(), tmp_path / "solutions" / "01_toy.ipynb")
    kills = amount(30, 5)
    names = [f"learner{number:03d}" for number in range(kills * 8)]
    for name in names:
        toy.save(
            toy.submission(toy.RIGHT if name[-1] < "5" else toy.WRONG),
            tmp_path / "in" / f"{name}.ipynb",
        )
    script, rng, survivors, killed = tmp_path / "run.py", random.Random(5), [], 0
    script.write_text(RUN)
    command = [
        sys.executable,
        str(script),
        str(tmp_path / "in"),
        str(solution),
        str(tmp_path / "out"),
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "TMPDIR": str(tmp_path),
    }
    while killed < kills:
        seen = toy.recorded(tmp_path / "out" / FILE)
        run = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        if rng.random() < 0.8:  # most of them while it grades
            wait_until(
                lambda seen=seen, run=run: (
                    toy.recorded(tmp_path / "out" / FILE) > seen or run.poll() is not None
                )
            )
        time.sleep(rng.uniform(0, 0.25))
        if run.poll() is None:
            killed += 1
            family = psutil.Process(run.pid).children(recursive=True)
            os.kill(run.pid, signal.SIGKILL)
            survivors += [process for process in psutil.wait_procs(family, timeout=10)[1]]
        assert "finished" not in run.communicate()[0] or toy.recorded(
            tmp_path / "out" / FILE
        ) == len(names)
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.stdout == "finished\n", done.stderr[-2000:]
    with Gradebook(tmp_path / "out" / FILE, "01_toy", ()) as book:
        assert sorted(entry.learner for entry in book.history()) == names, "each exactly once"
        assert [grade.earned for grade in book.grades()] == [
            5.0 if name[-1] < "5" else 0.0 for name in names
        ]
    assert not survivors
    assert {path.name for path in tmp_path.iterdir()} == {"solutions", "in", "out", "run.py"}, (
        "no folder is left over"
    )


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
