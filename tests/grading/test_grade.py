"""A small honest class, graded once; hostile ones are in test_attacks."""

import json

import pytest
import toy_assignment as toy

from llmcourse.grading.grade import CannotGrade, grade_folder
from llmcourse.grading.records.result import Level, Unreadable
from llmcourse.grading.reports.write import OccupiedFolder, grades_csv, table
from llmcourse.grading.running import items
from llmcourse.grading.running.check import check_file
from llmcourse.grading.running.kernel import KernelUnavailable
from llmcourse.grading.sandbox import paths, protection
from llmcourse.grading.sandbox.process import Limits

LIMITS = Limits(cell_seconds=20)
HALF = "def double(x):\n    return 2 * x if x.ndim == 1 else x"
BREAKS_THE_NEXT = (
    "import torch\ntorch.set_default_dtype(torch.float64)\nsum = None\n\ndef double(x):\n    "
    "return x"
)
OVERWRITES = "def double(x):\n    return 2 * x\n\nsum = None"


@pytest.fixture(scope="module")
def solution(tmp_path_factory):
    return toy.save(
        toy.solution(), tmp_path_factory.mktemp("course") / "solutions" / "01_toy.ipynb"
    )


@pytest.fixture(scope="module")
def graded(tmp_path_factory, solution):
    folder = tmp_path_factory.mktemp("in")
    answers = {
        "right": toy.RIGHT,
        "blank": {},
        "wrong": toy.WRONG,
        "half": {"1.1": HALF},
        "only second": {"1.2": toy.RIGHT["1.2"]},
        "breaks": {"1.1": BREAKS_THE_NEXT, "1.2": toy.RIGHT["1.2"]},
        "overwrites": {"1.1": OVERWRITES, "1.2": toy.RIGHT["1.2"]},
        "raises after": {"1.1": toy.RIGHT["1.1"] + "\nraise ValueError('scratch')"},
        "magic": {"1.1": "%%time\n" + toy.RIGHT["1.1"]},
    }
    for name, written in answers.items():
        toy.save(toy.submission(written), folder / f"{name}.ipynb")
    other = toy.submission(toy.RIGHT)
    other.metadata["llmcourse"] = {"assignment": "02_other"}
    toy.save(other, folder / "other.ipynb")
    (folder / "broken.ipynb").write_text("{")
    result = grade_folder(folder, solution, folder.parent / "reports", limits=LIMITS)
    return {one.submission.learner: one for one in result.grades}


@pytest.mark.parametrize(
    ("learner", "earned"),
    [
        ("right", 5),
        ("blank", 0),
        ("wrong", 0),
        ("half", 1),
        ("only second", 2),
        ("breaks", 2),
        ("overwrites", 5),
        ("raises after", 3),
        ("magic", 3),
        ("other", 0),
        ("broken", 0),
    ],
)
def test_points(graded, learner, earned):
    assert graded[learner].earned == earned


def test_states_and_explanations(graded):
    assert graded["blank"].outcomes["1.1"].state == "blank"
    assert "multiply, do not add" in graded["wrong"].outcomes["1.1"].message
    half = graded["half"].outcomes["1.1"]
    assert half.state == "partly" and [part.earned for part in half.parts] == [1, 0]
    assert "another assignment (02_other)" in graded["other"].problem
    assert "not JSON" in graded["broken"].problem


def changed(solution, tmp_path, number, role, old, new):
    notebook = json.loads(solution.read_text())
    cell = next(cell for cell in notebook["cells"] if cell["id"] == f"{role}-{number}")
    assert old in cell["source"]
    cell["source"] = cell["source"].replace(old, new)
    path = tmp_path / "solution.ipynb"
    path.write_text(json.dumps(notebook))
    return path


@pytest.mark.parametrize(
    ("role", "old", "new", "says"),
    [
        ("ex", "2 * x", "2 * nothing", "NameError"),
        ("grade", "points=2", "points=9", "10 points"),
        ("grade", '"batch"', '"one row"', "one name"),
    ],
)
def test_a_reference_that_fails_stops_the_run(solution, tmp_path, role, old, new, says):
    (tmp_path / "in").mkdir()
    with pytest.raises(CannotGrade, match=says):
        grade_folder(
            tmp_path / "in", changed(solution, tmp_path, "1-1", role, old, new), limits=LIMITS
        )


def test_strict_is_refused_where_it_cannot_be_had(solution, tmp_path, monkeypatch):
    monkeypatch.setattr(
        protection, "level", lambda: Level("basic", "basic (Landlock is not available)")
    )
    with pytest.raises(CannotGrade, match="strict sandbox is not available"):
        grade_folder(tmp_path, solution, protection="strict")


def test_secrets_among_pythons_files_are_refused(solution, tmp_path, monkeypatch):
    if protection.level().word != "strict":
        pytest.skip("nothing is hidden here")
    monkeypatch.setattr(paths, "readable", lambda: [str(solution.parent.parent)])
    with pytest.raises(CannotGrade, match="Move it elsewhere"):
        grade_folder(tmp_path, solution)


def test_an_occupied_folder_is_noticed_before_the_work(solution, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "grades.csv").write_text("mine")
    with pytest.raises(OccupiedFolder):
        grade_folder(tmp_path / "nowhere", solution, tmp_path / "out")


def test_check_grades_ones_own_file_by_the_visible_checks(solution):
    path = toy.save(
        toy.submission({"1.1": toy.WRONG["1.1"], "1.2": toy.RIGHT["1.2"]}),
        solution.parents[1] / "exercises" / "mine.ipynb",
    )
    before = path.read_bytes()
    outcomes = check_file(path).grades[0].outcomes
    assert [(one.state, one.earned) for one in outcomes.values()] == [("wrong", 0), ("right", 2)]
    assert "multiply, do not add" in outcomes["1.1"].message
    assert path.read_bytes() == before and list(path.parent.iterdir()) == [path]


def test_check_needs_the_course_around_the_file(tmp_path):
    with pytest.raises(Unreadable, match=r"original of 01_toy was not found"):
        check_file(toy.save(toy.submission({}), tmp_path / "mine.ipynb"))


def on_second_start(monkeypatch, error):
    """The reference gets its process; the first submission meets `error` instead, if there is one
    worker.
    """
    starts = iter([items.PipeKernel])

    def start(box):
        kernel = next(starts, None)
        if kernel is None:
            box.close()
            raise error
        return kernel(box)

    monkeypatch.setattr(items, "PipeKernel", start)


@pytest.mark.parametrize("error", [KernelUnavailable("no kernel"), OSError("no space left")])
def test_a_fault_of_the_machine_is_never_a_silent_zero(solution, tmp_path, monkeypatch, error):
    toy.save(toy.submission(toy.RIGHT), tmp_path / "in" / "ann.ipynb")
    on_second_start(monkeypatch, error)
    result = grade_folder(tmp_path / "in", solution, limits=LIMITS, jobs=1)
    assert {one.state for one in result.grades[0].outcomes.values()} == {"not graded"}
    assert "could not be graded: 1.1, 1.2" in grades_csv(result) and "?" in table(result)


def test_an_interrupted_run_ends_and_goes_on_when_it_is_started_again(
    solution, tmp_path, monkeypatch
):
    toy.save(toy.submission(toy.RIGHT), tmp_path / "in" / "ann.ipynb")
    on_second_start(monkeypatch, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        grade_folder(tmp_path / "in", solution, tmp_path / "out", limits=LIMITS, jobs=1)
    assert not list((tmp_path / "out").rglob("*.html"))
    monkeypatch.undo()
    assert (
        grade_folder(tmp_path / "in", solution, tmp_path / "out", limits=LIMITS).grades[0].earned
        == 5
    )
