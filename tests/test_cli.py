"""The command: quick to start, plain when something is wrong, and telling by its exit code."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from llmcourse import cli


@pytest.fixture
def course(tmp_path, root, monkeypatch):
    for folder in ("solutions", "exercises"):
        shutil.copytree(root / folder, tmp_path / folder, ignore=shutil.ignore_patterns(".*"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_help_starts_at_once_and_loads_nothing_heavy():
    code = (
        "import sys, llmcourse.cli as c; c._parser(); print({'torch', 'nbformat', 'pytest'} & "
        "set(sys.modules))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == "set()"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["check", "99"],
            "There is no chapter '99' in exercises. There are: 01_neural_networks, 02_",
        ),
        (["check", "nowhere.ipynb"], "There is no file nowhere.ipynb"),
        (["grade", "nowhere", "--assignment", "04"], "nowhere is not a folder"),
        (["grade", ".", "--assignment", "99"], "There is no chapter '99' in solutions"),
        (["release", "99"], "There is no chapter '99' in solutions"),
        (["release", "04", "--due", "2026-12-01T23:59+01:00"], "--due needs --kit"),
        (["release", "04", "--kit", "."], "which is not part of a kit"),
        (["grade", ".", "--assignment", "04", "--late", "10%"], "--late needs --due"),
        (["grade", ".", "--assignment", "04", "--grace", "30"], "--grace needs --due"),
        (
            ["grade", ".", "--assignment", "04", "--late-at-most", "50%"],
            "--late-at-most needs --due",
        ),
        (["check", "\x1b[2J.ipynb"], "There is no file  [2J.ipynb"),
        (["collect", "nowhere.zip", "--out", "in"], "There is no folder or zip nowhere.zip"),
        (["collect", "solutions", "--out", "solutions/in"], "lie in each other"),
        (["collect", "exercises", "--out", "in"], "The notebooks belong to several assignments: 0"),
    ],
)
def test_mistakes_are_answered_in_one_plain_message(course, capsys, arguments, words):
    assert cli.main(arguments) == 1
    said = capsys.readouterr()
    assert words in said.err and "Traceback" not in said.err and said.out == ""


@pytest.mark.parametrize("share", ["1", "1.0", "1e0"])
def test_a_share_that_may_be_one_percent_or_all_is_questioned(course, capsys, share):
    with pytest.raises(SystemExit):
        cli.main(["grade", ".", "--due", "2026-12-01", "--late", share])
    assert "may be 1% or 100%: write which" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["2026-12-01", "20261201", "2026-W49-2"])
def test_a_day_alone_is_due_at_its_end(course, day):
    assert cli.main(["release", "04", "--kit", "kit", "--due", day]) == 0
    readme = (course / "kit" / "README.md").read_text(encoding="utf8")
    assert "Tuesday, December 1, 2026, 23:59" in readme


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp932"])
def test_no_console_is_too_narrow_for_a_name(course, encoding):
    shutil.copy(course / "exercises" / "04_self_attention.ipynb", course / "Łukasz 李.ipynb")
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for name in ("Łukasz 李.ipynb", "Łukasz.ipynb"):  # there is one, and there is none
        done = subprocess.run(
            [sys.executable, "-m", "llmcourse.cli", "check", name],
            env=environment,
            capture_output=True,
            check=False,
        )
        said = (done.stdout + done.stderr).decode(encoding)
        assert done.returncode == 1 and "Traceback" not in said and "\\u0141ukasz" in said


def test_a_file_that_is_no_notebook_is_told_in_words(course, capsys):
    (course / "broken.ipynb").write_text("{")
    assert cli.main(["check", "broken.ipynb"]) == 1
    said = capsys.readouterr()
    assert said.err.strip() and "Traceback" not in said.err


def test_unexpected_errors_are_not_hidden(monkeypatch):
    def broken(chosen):
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "doctor", broken)
    with pytest.raises(ZeroDivisionError):
        cli.main(["doctor"])


def test_release_writes_then_leaves_alone_then_protects(course, capsys):
    target = course / "exercises" / "04_self_attention.ipynb"
    released = target.read_bytes()
    target.unlink()
    assert cli.main(["release"]) == 0 and target.read_bytes() == released
    said = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert {Path(path).stem for path, done in said.items() if done == "written"} == {
        "04_self_attention"
    }
    assert cli.main(["release", "04"]) == 0 and capsys.readouterr().out.endswith(": unchanged\n")
    notebook = nbformat.read(target, as_version=4)
    answer(notebook)["source"] = "mine"
    nbformat.write(notebook, target)
    assert cli.main(["release", "04"]) == 1 and "somebody's work" in capsys.readouterr().err
    assert cli.main(["release", "04", "--overwrite"]) == 0 and target.read_bytes() == released


def test_release_makes_a_kit(course, capsys):
    assert (
        cli.main(["release", "01", "04", "--kit", "out/week4", "--due", "2026-12-01T23:59+01:00"])
        == 0
    )
    written = sorted(
        path.relative_to(course / "out").as_posix() for path in (course / "out").rglob("*.*")
    )
    notebooks = [
        f"week4/{place}/{name}.ipynb" for place in ("exercises", "originals") for name in KIT
    ]
    assert written == ["week4.zip", "week4/README.md", *notebooks]
    assert capsys.readouterr().out.count(": written\n") == 6
    assert (
        cli.main(["release", "01", "04", "--kit", "out/week4", "--due", "2026-12-01T23:59+01:00"])
        == 0
    )
    assert capsys.readouterr().out.count(": unchanged\n") == 6
    with pytest.raises(SystemExit):
        cli.main(["release", "04", "--kit", "other", "--due", "soon"])
    assert "'soon' is not a time" in capsys.readouterr().err and not (course / "other").exists()


KIT = ("01_neural_networks", "04_self_attention")


def test_collect_prints_what_became_of_every_file(course, capsys):
    (course / "class").mkdir()
    for name in ("ada", "b\x1bob"):
        shutil.copy(
            course / "exercises" / "04_self_attention.ipynb", course / "class" / f"{name}.ipynb"
        )
    assert cli.main(["collect", "class", "--out", "in/04", "--assignment", "04"]) == 0
    said = capsys.readouterr().out
    assert (
        "\nada " in said
        and "class: ada.ipynb" in said
        and "2 in in/04." in said
        and "\x1b" not in said
    )
    assert sorted(path.name for path in (course / "in" / "04").iterdir()) == [
        "ada.ipynb",
        "b ob.ipynb",
        "collected.jsonl",
    ]
    (course / "class" / "notes.txt").write_text("")
    assert cli.main(["collect", "class", "--out", "in/04", "--assignment", "04"]) == 1
    assert "please look (1):\n  class: notes.txt: not a notebook (.txt)" in capsys.readouterr().out
    (course / "in" / "04" / "collected.jsonl").write_text("?\n")
    assert cli.main(["collect", "class", "--out", "in/04"]) == 1
    assert "was edited and cannot be read" in capsys.readouterr().err


def answer(notebook):
    return next(cell for cell in notebook.cells if cell.id == "ex-4-1")


@pytest.mark.slow
def test_check_tells_right_from_blank_and_wrong(course, capsys, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    target = course / "exercises" / "04_self_attention.ipynb"
    assert cli.main(["check", "04"]) == 1
    assert "4.1  not done yet" in capsys.readouterr().out
    notebook = nbformat.read(target, 4)
    solved = nbformat.read(course / "solutions" / target.name, 4)
    answer(notebook)["source"] = answer(solved)["source"]
    next(cell for cell in notebook.cells if cell.id == "ex-4-2")["source"] = "1 / 0"
    nbformat.write(notebook, target)
    assert cli.main(["check", str(target)]) == 1
    said = capsys.readouterr().out
    assert "4.1  right" in said and "4.2  right" not in said and "\n1 of " in said
    shutil.copy(course / "solutions" / target.name, target)
    assert cli.main(["check", "04"]) == 0


@pytest.mark.slow
def test_grade_prints_a_table_and_writes_reports(course, capsys, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    (course / "handed-in").mkdir()
    shutil.copy(
        course / "solutions" / "04_self_attention.ipynb", course / "handed-in" / "ada.ipynb"
    )
    shutil.copy(
        course / "exercises" / "04_self_attention.ipynb", course / "handed-in" / "bob.ipynb"
    )
    assert cli.main(["grade", "handed-in", "--assignment", "04"]) == 0
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line.strip()}
    points = rows["ada"].split()[-1]
    assert rows["ada"].endswith(f" {points} of {points}") and rows["bob"].endswith(
        f" 0 of {points}"
    )
    assert (course / "grades" / "04_self_attention" / "grades.csv").exists()
