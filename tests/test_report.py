import csv
import io
import re

import pytest

from llmcourse.grading import report
from llmcourse.grading.judge import Part
from llmcourse.grading.merge import Exercise
from llmcourse.grading.report import OccupiedFolder, grades_csv, page, require_free, table, write
from llmcourse.grading.result import Grade, Outcome, Result
from llmcourse.grading.sandbox import Level
from llmcourse.grading.submissions import Submission

EXERCISES = (Exercise("4.1", "First", 3.0), Exercise("4.2", "Second", 2.0))


def graded(learner, tmp_path, problem=None, **states):
    grade = Grade(Submission(learner, tmp_path / "x.ipynb"), problem)
    for exercise, (state, earned, message) in zip(EXERCISES, states.values(), strict=False):
        parts = (Part("one <i>", earned, None), Part("two", exercise.points - earned, "The shape is (2,)."))
        grade.record(Outcome(exercise, state, earned, parts if earned else (), message))
    return grade


@pytest.fixture
def result(tmp_path):
    grades = (
        graded("ann", tmp_path, a=("right", 3.0, ""), b=("partly", 1.5, "Mind <b>the</b> mask.")),
        graded("bo", tmp_path, a=("wrong", 0.0, "x"), b=("blank", 0.0, "Not done yet.")),
        graded("=cy", tmp_path, problem="The file is empty."),
        graded("-d\u202e\x07", tmp_path, a=("not graded", 0.0, "no kernel"), b=("right", 2.0, "")),
    )
    return Result("04_x", EXERCISES, grades, Level("basic", "basic: no protection"))


def test_the_table_shows_every_learner(result):
    lines = table(result).splitlines()
    assert lines[0].split() == ["learner", "4.1", "4.2", "points"]
    assert lines[1].split() == ["ann", "3", "1.5", "4.5", "of", "5"]
    assert "=cy: The file is empty." in lines
    assert lines[-1] == "Protection: basic: no protection."
    assert "\u202e" not in table(result) and "\x07" not in table(result)


def test_the_csv_holds_points_notes_and_no_formula(result):
    rows = list(csv.DictReader(io.StringIO(grades_csv(result))))
    assert (rows[0]["learner"], rows[0]["4.1"], rows[0]["points"], rows[0]["possible"]) == ("ann", "3", "4.5", "5")
    assert (rows[2]["learner"], rows[2]["4.1"], rows[2]["note"]) == ("'=cy", "0", "The file is empty.")
    assert rows[3]["4.1"] == "?" and "could not be graded: 4.1" in rows[3]["note"]
    for row in rows:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "  =1", "\t=1", "\n=1", "\N{FULLWIDTH EQUALS SIGN}1"])
def test_a_name_never_becomes_a_formula(name, tmp_path):
    one = Result("x", EXERCISES, (graded(name, tmp_path, problem="p"),), Level("basic", "basic"))
    cell = list(csv.reader(io.StringIO(grades_csv(one))))[1][0]
    assert cell[0] in ("'", "\N{REPLACEMENT CHARACTER}")


def test_a_page_is_escaped_accessible_and_without_script(result):
    text = page(result.grades[0], result)
    assert "4.5 of 5 points" in text and "basic: no protection" in text
    assert "Mind &lt;b&gt;the&lt;/b&gt; mask." in text and "one &lt;i&gt;" in text
    assert '<html lang="en">' in text and "<h1>" in text and "<caption>" in text and 'scope="row"' in text
    assert "<script" not in text and "default-src 'none'" in text
    assert text.count("<h2>") == 1  # what is right needs no explanation
    tags = re.findall(r"<(/?)(table|tbody|thead|tr|ul|li|main|body|pre|footer)\b", text)
    assert all(tags.count(("", name)) == tags.count(("/", name)) for _, name in tags)


def test_a_file_problem_is_the_page(result):
    assert "The file is empty." in page(result.grades[2], result)


def test_every_state_has_words(result):
    for state in ("right", "partly", "wrong", "blank", "missing", "not code", "duplicated", "too long", "not graded"):
        assert state in report.WORDS


def test_a_second_run_replaces_its_own_files_only(result, tmp_path):
    out, submissions = tmp_path / "out", tmp_path / "in"
    for _ in range(2):
        require_free(out, submissions)
        write(result, out)
    fewer = Result(result.name, result.exercises, result.grades[:1], result.level)
    write(fewer, out)
    assert sorted(path.name for path in out.iterdir()) == ["001-ann.html", "grades.csv", report.MANIFEST]


def occupied(change):
    def check(result, tmp_path):
        out = tmp_path / "out"
        write(result, out)
        change(out)
        before = {path.name: path.read_bytes() for path in out.iterdir()}
        with pytest.raises(OccupiedFolder, match="Nothing was touched"):
            require_free(out, tmp_path / "in")
        assert before == {path.name: path.read_bytes() for path in out.iterdir()}

    return check


def test_a_file_of_someone_else_is_never_overwritten(result, tmp_path):
    occupied(lambda out: (out / "thesis.txt").write_text("mine"))(result, tmp_path)


def test_a_page_changed_by_hand_is_never_overwritten(result, tmp_path):
    occupied(lambda out: (out / "grades.csv").write_text("mine"))(result, tmp_path)


def test_a_forged_list_of_files_removes_nothing(result, tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("x")
    out = tmp_path / "out"
    out.mkdir()
    (out / report.MANIFEST).write_text('{"../precious": "x", "..\\\\precious": "x"}')
    require_free(out, tmp_path / "in")
    write(result, out)
    assert precious.exists()


def test_reports_do_not_go_among_the_submissions_or_over_a_file(result, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "in", tmp_path / "in" / "out", tmp_path / "file"):
        with pytest.raises(OccupiedFolder):
            require_free(out, tmp_path / "in")


def test_two_learners_with_one_slug_have_two_pages(tmp_path):
    names = ("a b", "a-b", "a/b", "..", "\u4f60", "x" * 300)
    result = Result(
        "x", EXERCISES, tuple(graded(name, tmp_path, problem="p") for name in names), Level("basic", "basic")
    )
    write(result, tmp_path / "out")
    assert len(list((tmp_path / "out").glob("*.html"))) == len(names)
