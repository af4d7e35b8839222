"""The folder of reports: what is written, what is replaced, and what is never touched."""

import json
import time
from dataclasses import replace
from pathlib import Path

import made_up_class as made
import pytest

from llmcourse.grading.records.result import Grade, Result, Submission
from llmcourse.grading.reports import write as report
from llmcourse.grading.reports.roster import BadRoster
from llmcourse.grading.reports.write import OccupiedFolder, require_own_folder, table, write

TOP = [
    "canvas.csv",
    "grades.csv",
    "grades.json",
    "moodle.csv",
    "overview.html",
    report.MANIFEST,
]


@pytest.fixture
def result():
    return made.made_up_class(8)


@pytest.fixture
def out(result, tmp_path):
    write(result, tmp_path / "out")
    return tmp_path / "out"


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def problems_of(*names):
    grades = tuple(Grade(Submission(name, Path("x.ipynb")), problem="p") for name in names)
    return Result("x", made.EXERCISES, grades, made.STRICT)


def test_the_table_shows_every_learner():
    result = made.made_up_class(60)
    lines = table(result).splitlines()
    assert lines[0].split() == [
        "learner",
        "4.1",
        "4.2",
        "4.3",
        "4.4",
        "4.5",
        "4.6",
        "points",
        "late",
    ]
    assert len(lines) >= 62 and lines[-1] == f"Protection: {made.STRICT.sentence}."
    first = result.grades[0]
    assert lines[1].startswith(first.submission.learner) and f"{first.final:g} of 16" in lines[1]
    assert any("?" in line for line in lines[1:]) and any("1*" in line for line in lines[1:])
    assert "2 days" in table(result)


def test_the_table_is_plain_text():
    shown = table(problems_of("=cy\u202e\x07", "x" * 300))
    assert not {"\u202e", "\x07"} & set(shown) and max(map(len, shown.splitlines())) < 130
    assert "=cy" in shown and ": p" in shown


def test_everything_is_written(out, result):
    assert sorted(path.name for path in out.iterdir() if path.is_file()) == sorted(TOP)
    assert len(list((out / "learners").iterdir())) == 8
    names = {path.stem for path in (out / "learners").iterdir()}
    assert {path.stem for path in (out / "gradescope").iterdir()} <= names
    page = (out / "overview.html").read_text(encoding="utf8")
    assert all(f'href="learners/{name}.html"' in page for name in names)


def test_a_second_run_replaces_its_own_files_only(out, result, tmp_path):
    before = contents(out)
    require_own_folder(out, tmp_path / "in")
    write(result, out)
    assert contents(out) == before
    write(replace(result, grades=result.grades[:1]), out)
    assert len(list((out / "learners").iterdir())) == 1 and sorted(
        path.name for path in out.iterdir()
    ) == sorted([*TOP, "gradescope", "learners"])
    require_own_folder(out, tmp_path / "in")


CHANGES = {
    "a file among the pages": lambda out: (out / "learners" / "notes.txt").write_text("mine"),
    "a changed table": lambda out: (out / "grades.csv").write_text("mine"),
    "a changed page": lambda out: next((out / "learners").iterdir()).write_text("mine"),
    "a folder among the pages": lambda out: (out / "learners" / "drafts").mkdir(),
    "a page in place of a link": lambda out: linked(out / "grades.csv"),
    "a changed gradescope file": lambda out: next((out / "gradescope").iterdir()).write_text("{}"),
}


def test_files_of_others_in_the_same_folder_stay(out, result):
    (out / "thesis.txt").write_text("mine")
    write(replace(result, grades=result.grades[:2]), out)
    assert (out / "thesis.txt").read_text() == "mine"
    assert len(list((out / "learners").iterdir())) == 2


def test_a_report_of_an_earlier_version_goes(out, result):
    (out / "junit.xml").write_text("<x/>")
    known = json.loads((out / report.MANIFEST).read_text())
    (out / report.MANIFEST).write_text(json.dumps(known | {"junit.xml": ["hash"]}))
    write(result, out)
    assert not (out / "junit.xml").exists()


def linked(path):
    outside = path.parent.parent / "outside"
    path.rename(outside)
    path.symlink_to(outside)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_the_grader_did_not_write_is_never_touched(change, out, result, tmp_path):
    change(out)
    before = contents(tmp_path)
    fewer = replace(result, grades=result.grades[:2])
    for attempt in (lambda: require_own_folder(out, tmp_path / "in"), lambda: write(fewer, out)):
        with pytest.raises(OccupiedFolder, match="Nothing was touched"):
            attempt()
        assert contents(tmp_path) == before


def test_a_linked_folder_is_not_entered(result, tmp_path):
    precious, out = tmp_path / "precious", tmp_path / "out"
    precious.mkdir()
    out.mkdir()
    (out / "learners").symlink_to(precious, target_is_directory=True)
    with pytest.raises(OccupiedFolder, match="learners"):
        write(result, out)
    assert not list(precious.iterdir())


def test_the_gradebook_is_left_alone(result, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    names = ["gradebook.sqlite", "gradebook.sqlite-wal", "gradebook.sqlite.lock"]
    for name in names:
        (out / name).write_text("book")
    for _ in range(2):
        require_own_folder(out, tmp_path / "in")
        write(result, out)
    assert all((out / name).read_text() == "book" for name in names)


@pytest.mark.parametrize(
    "name", ["../precious", "..\\precious", "learners/../../precious", "C:precious", "precious"]
)
def test_a_forged_list_of_files_removes_nothing(name, result, tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("x")
    out = tmp_path / "out"
    out.mkdir()
    hashes = [report._hash_of(precious), None, 3]
    (out / report.MANIFEST).write_text(
        json.dumps({name: hashes, str(precious): hashes, "learners": hashes})
    )
    require_own_folder(out, tmp_path / "in")
    write(result, out)
    assert precious.read_text() == "x"


def test_a_link_is_nobodys_even_when_the_list_says_otherwise(out, result, tmp_path):
    linked(out / "grades.csv")
    known = json.loads((out / report.MANIFEST).read_text())
    (out / report.MANIFEST).write_text(
        json.dumps(known | {"grades.csv": [None, *known["grades.csv"]]})
    )
    with pytest.raises(OccupiedFolder, match=r"grades\.csv"):
        write(result, out)
    assert (out / "grades.csv").is_symlink()


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"grades.csv": "x"}', '{"grades.csv": {}}', "\x00"]
)
def test_a_broken_list_is_as_good_as_none(text, out, result, tmp_path):
    (out / report.MANIFEST).write_text(text)
    with pytest.raises(OccupiedFolder):
        require_own_folder(out, tmp_path / "in")


@pytest.mark.parametrize("step", ["write_whole", "_remove", "replace"])
@pytest.mark.parametrize("after", [0, 1, 3, 6])
def test_a_run_that_was_killed_can_be_run_again(step, after, result, tmp_path, monkeypatch):
    out = tmp_path / "out"
    write(problems_of("a", "b"), out)
    module = report.os if step == "replace" else report
    original = getattr(module, step)
    calls = []

    def die_later(*arguments):
        if len(calls) == after:
            raise KeyboardInterrupt
        calls.append(arguments)
        return original(*arguments)

    monkeypatch.setattr(module, step, die_later)
    with pytest.raises(KeyboardInterrupt):
        write(result, out)
    monkeypatch.undo()
    require_own_folder(out, tmp_path / "in")
    write(result, out)
    write(result, tmp_path / "fresh")
    assert contents(out) == contents(tmp_path / "fresh")


def test_reports_do_not_go_among_the_submissions_or_over_a_file(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "in", tmp_path / "in" / "out", tmp_path / "file"):
        with pytest.raises(OccupiedFolder):
            require_own_folder(out, tmp_path / "in")


def test_names_never_meet_and_never_leave_the_folder(tmp_path):
    names = ("a b", "a-b", "a/b", "..", "../x", "\u4f60", "x" * 300, "CON", "con", "\udcff", "")
    write(problems_of(*names), tmp_path / "out")
    assert len(list((tmp_path / "out" / "learners").iterdir())) == len(names)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_list_of_learners_is_used_and_a_bad_one_stops_before_anything_is_written(
    result, tmp_path
):
    roster, out = tmp_path / "list.csv", tmp_path / "out"
    roster.write_text("nothing")
    with pytest.raises(BadRoster):
        write(result, out, roster)
    assert not out.exists()
    name = next(grade.submission.learner for grade in result.grades if not grade.problem)
    roster.write_text(f"Student,ID,SIS Login ID,Section\n{name},77,x,A\n", encoding="utf8")
    write(result, out, roster)
    assert ",77," in (out / "canvas.csv").read_text(encoding="utf8")
    assert 'id="roster"' in (out / "overview.html").read_text(encoding="utf8")


def test_the_manifest_lists_every_report_once(out):
    known = json.loads((out / report.MANIFEST).read_text())
    assert set(known) == {path.name for path in out.iterdir()} - {report.MANIFEST}
    assert all(len(hashes) == 1 for hashes in known.values())


def seconds_to_write(folder, learners):
    result = made.made_up_class(learners)
    start = time.process_time()
    write(result, folder)
    return time.process_time() - start


@pytest.mark.slow
def test_writing_grows_with_the_class_and_not_with_its_square(tmp_path):
    seconds_to_write(tmp_path / "first", 10)  # imports and templates are paid for here
    small, large = (seconds_to_write(tmp_path / str(many), many) for many in (50, 300))
    assert large < 18 * small  # six times the learners; 36 times would be the square
