"""The kit for a class: its files, that nothing leaks, that it can be checked by itself, what it
never overwrites.
"""

import doctest
import json
import re
import shutil
import zipfile
from datetime import UTC, datetime

import nbformat
import pytest
import toy_assignment as toy
from conftest import ROOT

from llmcourse.grading.assignment import kit
from llmcourse.grading.assignment.kit import build, in_words
from llmcourse.grading.assignment.merge import read_assignment
from llmcourse.grading.assignment.release import ReleaseError, read_notebook
from llmcourse.grading.records.result import Unreadable
from llmcourse.grading.running import check as learner

DUE = datetime.fromisoformat("2026-12-01T23:59+01:00")
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))


@pytest.fixture
def source(tmp_path):
    """The toy assignment's solution, in a course of its own."""
    notebook = toy.solution()
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell("# 1 Toys: exercises", id="title"))
    for cell in notebook.cells:
        if cell.id == "ex-1-2":
            cell.metadata["llmcourse"] = {"read": "1.4", "forbids": ["sum"], "builds_on": ["1.1"]}
    return toy.save(notebook, tmp_path / "course" / "solutions" / "01_toy.ipynb")


@pytest.fixture
def made(tmp_path, source):
    """A kit that was built."""
    folder = tmp_path / "week1"
    build([source], folder, DUE)
    return folder


@pytest.fixture
def unzipped(made, tmp_path, monkeypatch):
    """A kit at a learner's, who has the package but no solutions anywhere."""
    home = tmp_path / "elsewhere" / "home"
    with zipfile.ZipFile(made.with_name("week1.zip")) as archive:
        archive.extractall(home)
    shutil.rmtree(tmp_path / "course")
    monkeypatch.setattr(learner, "PACKAGE", home / "no" / "package")
    return home / "week1"


def bytes_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_kit_holds_exercises_their_originals_and_a_page(made):
    assert set(bytes_of(made)) == {"README.md", "exercises/01_toy.ipynb", "originals/01_toy.ipynb"}
    assert (made / "exercises" / "01_toy.ipynb").read_bytes() == (
        made / "originals" / "01_toy.ipynb"
    ).read_bytes()
    nbformat.validate(read_notebook(made / "exercises" / "01_toy.ipynb"))


def test_the_page_says_what_is_due_when_and_what_counts(made):
    page = (made / "README.md").read_text(encoding="utf8")
    assert "Due: Tuesday, December 1, 2026, 23:59 (UTC+01:00)." in page
    assert "| `exercises/01_toy.ipynb` | 1 Toys | 2 | 5 |" in page
    assert (
        "llmcourse check 01" in page
        and "Only the answer cells count" in page
        and "version 0." in page
    )


def test_the_due_time_stands_in_the_notebook_and_may_be_left_out(made, source, tmp_path):
    assert (
        read_notebook(made / "exercises" / "01_toy.ipynb").metadata.llmcourse.due
        == "2026-12-01T23:59+01:00"
    )
    build([source], tmp_path / "other")
    assert (
        "due"
        not in read_notebook(tmp_path / "other" / "exercises" / "01_toy.ipynb").metadata.llmcourse
    )
    assert "Your instructor says" in (tmp_path / "other" / "README.md").read_text(encoding="utf8")


def test_times_are_told_with_weekday_and_offset():
    assert doctest.testmod(kit).failed == 0
    assert (
        in_words(datetime(2027, 2, 28, 9, 5, tzinfo=UTC))
        == "Sunday, February 28, 2027, 09:05 (UTC+00:00)"
    )


def test_the_zip_is_the_folder_and_depends_on_nothing_else(made, source, tmp_path):
    archive = made.with_name("week1.zip")
    with zipfile.ZipFile(archive) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            f"week1/{name}": content for name, content in bytes_of(made).items()
        }
        assert packed.namelist() == sorted(packed.namelist())
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    (tmp_path / "again").mkdir()
    build([source], tmp_path / "again" / "week1", DUE)
    assert (tmp_path / "again" / "week1.zip").read_bytes() == archive.read_bytes()


def test_building_again_changes_nothing_and_a_new_date_needs_overwrite(made, source):
    before = bytes_of(made.parent)
    assert not any(build([source], made, DUE).values())
    with pytest.raises(ReleaseError, match="there already"):
        build([source], made, DUE.replace(day=2))
    assert bytes_of(made.parent) == before
    assert all(build([source], made, DUE.replace(day=2), overwrite=True).values())
    assert b"Wednesday, December 2" in (made / "README.md").read_bytes()


def secrets(solution):
    """Lines of the answers and the grading cells, without spaces, that are long enough to give
    something away.
    """
    regions = [cell.source for cell in solution.cells if cell.id.startswith("grade-")]
    for cell in solution.cells:
        regions += re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, re.DOTALL)
    lines = {re.sub(r"\s", "", line) for region in regions for line in region.splitlines()}
    return {line for line in lines if len(line) >= 12}


def test_nothing_of_an_answer_or_a_grading_cell_is_in_any_file(tmp_path):
    build(SOLUTIONS, tmp_path / "kit", DUE)
    files = {**bytes_of(tmp_path / "kit"), "the zip": (tmp_path / "kit.zip").read_bytes()}
    assert len(files) == 2 * len(SOLUTIONS) + 2
    hidden = {line for path in SOLUTIONS for line in secrets(read_notebook(path))}
    assert len(hidden) > 100
    for name, content in files.items():
        text = re.sub(r"\s", "", json_unescaped(content.decode("utf8", "replace")))
        assert [line for line in hidden if line in text] == [], name
        assert not re.search(r"grade-\d|HIDDENTESTS|BEGINSOLUTION|secret_|emit\(", text), name


def json_unescaped(text):
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def test_the_leak_test_can_fail():
    solution = read_notebook(SOLUTIONS[0])
    leaking = re.sub(r"\s", "", json_unescaped(json.dumps(solution)))
    assert all(line in leaking for line in secrets(solution))


def test_a_kit_is_checked_by_its_originals(unzipped, source):
    found = learner.find_assignment(unzipped / "exercises" / "01_toy.ipynb", "01_toy")
    assert [(one.number, one.title, one.points) for one in found.exercises] == [
        ("1.1", "Toy", 3),
        ("1.2", "Toy", 2),
    ]
    assert found.exercises[1].forbids == ("sum",) and found.exercises[1].builds_on == ("1.1",)
    assert not any(cell.id.startswith("grade-") for cell in found.blank.cells)


def test_solutions_and_originals_tell_the_same_exercises(made, source):
    solution = read_assignment(source)
    released = learner.released_assignment(made / "originals" / "01_toy.ipynb")
    assert solution.exercises == released.exercises and solution.name == released.name


def test_the_nearest_original_is_taken(unzipped, tmp_path, source):
    toy.save(toy.solution(), tmp_path / "elsewhere" / "solutions" / "01_toy.ipynb")
    found = learner.find_assignment(unzipped / "exercises" / "01_toy.ipynb", "01_toy")
    assert found.blank.metadata.llmcourse.due


def test_without_any_original_the_message_says_where_it_should_be(unzipped):
    shutil.rmtree(unzipped / "originals")
    with pytest.raises(Unreadable, match=r"original of 01_toy was not found.*folder of your kit"):
        learner.find_assignment(unzipped / "exercises" / "01_toy.ipynb", "01_toy")


def test_a_changed_original_is_told(unzipped):
    original = unzipped / "originals" / "01_toy.ipynb"
    original.write_bytes(original.read_bytes().replace(b"multiply, do not add", b"fine"))
    with pytest.raises(Unreadable, match="was changed, so its checks cannot be relied on"):
        learner.find_assignment(unzipped / "exercises" / "01_toy.ipynb", "01_toy")


@pytest.mark.parametrize(
    "listed", [None, 3, [], [3], [{"number": "1.1"}], [{"number": "9.9", "title": "", "points": 1}]]
)
def test_originals_with_strange_metadata_are_told(unzipped, listed):
    original = unzipped / "originals" / "01_toy.ipynb"
    notebook = json.loads(original.read_text(encoding="utf8"))
    notebook["metadata"]["llmcourse"]["exercises"] = listed
    original.write_text(json.dumps(notebook))
    with pytest.raises(Unreadable, match="does not list its exercises"):
        learner.find_assignment(unzipped / "exercises" / "01_toy.ipynb", "01_toy")


@pytest.mark.slow
def test_check_works_in_an_unzipped_kit(unzipped, monkeypatch):
    from llmcourse.grading.running.check import check_file

    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    mine = unzipped / "exercises" / "01_toy.ipynb"
    notebook = read_notebook(mine)
    toy.cell_of(notebook, "1.1").source = toy.RIGHT["1.1"]
    for cell in notebook.cells:
        if cell.id.startswith("check-"):
            cell.source = "print('all right')"
    nbformat.write(notebook, mine)
    result = check_file(mine)
    assert not result.grades[0].outcomes["1.1"].message
    assert {number: one.state for number, one in result.grades[0].outcomes.items()} == {
        "1.1": "right",
        "1.2": "blank",
    }


@pytest.mark.parametrize("name", ["README.md", "exercises/01_toy.ipynb", "../week1.zip"])
def test_what_somebody_changed_is_not_overwritten(made, source, name):
    (made / name).write_bytes(b"mine")
    before = bytes_of(made.parent)
    with pytest.raises(ReleaseError, match=r"left as it is; nothing was written.*--overwrite"):
        build([source], made, DUE)
    assert bytes_of(made.parent) == before
    build([source], made, DUE, overwrite=True)
    assert (made / name).read_bytes() != b"mine"


@pytest.mark.parametrize("name", ["mine.txt", "data/big.csv"])
def test_a_folder_with_other_things_is_not_used(made, source, name):
    (made / name).parent.mkdir(exist_ok=True)
    (made / name).write_text("mine")
    before = bytes_of(made.parent)
    for overwrite in (False, True):
        with pytest.raises(ReleaseError, match=r"is not part of a kit\. Name a new folder"):
            build([source], made, DUE.replace(day=2), overwrite)
    assert bytes_of(made.parent) == before


def test_other_files_among_the_exercises_stay(made, source):
    (made / "exercises" / "notes.txt").write_text("mine")
    build([source], made, DUE.replace(day=2), overwrite=True)
    assert (made / "exercises" / "notes.txt").read_text() == "mine"


def test_hidden_files_are_no_hindrance(made, source):
    for name in (".DS_Store", "exercises/.ipynb_checkpoints/01_toy-checkpoint.ipynb"):
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_text("")
    assert not any(build([source], made, DUE).values())


def test_the_course_itself_is_no_place_for_a_kit(source):
    with pytest.raises(ReleaseError, match="solutions, which is not part of a kit"):
        build([source], source.parents[1], DUE, overwrite=True)
    with pytest.raises(ReleaseError, match=r"is a file\. Name a folder"):
        build([source], source, DUE)


def test_a_foreign_zip_beside_the_kit_is_left_alone(source, tmp_path):
    archive = tmp_path / "week1.zip"
    archive.write_bytes(b"no zip")
    with pytest.raises(ReleaseError, match="there already"):
        build([source], tmp_path / "week1", DUE)
    assert archive.read_bytes() == b"no zip" and not (tmp_path / "week1").exists()


@pytest.mark.parametrize("broken", ["no exercises", "no name"])
def test_only_assignments_make_a_kit(source, tmp_path, broken):
    notebook = read_notebook(source)
    if broken == "no name":
        del notebook.metadata["llmcourse"]
    else:
        notebook.cells = notebook.cells[:2]
    toy.save(notebook, source)
    with pytest.raises(ReleaseError, match="is not an assignment"):
        build([source], tmp_path / "kit", DUE)
    assert not (tmp_path / "kit").exists()


def test_two_notebooks_of_one_name_are_refused(source, tmp_path):
    other = toy.save(read_notebook(source), tmp_path / "other" / source.name)
    with pytest.raises(ReleaseError, match="have the same file name"):
        build([source, other], tmp_path / "kit", DUE)
    build([source, source], tmp_path / "kit", DUE)
