"""Finding submissions: every entry of a folder, however odd, is a submission, a problem in words,
or no learner's.
"""

import os
import socket
import time
import unicodedata

import pytest

from llmcourse.grading.records.result import Unreadable
from llmcourse.grading.submissions import find as submissions
from llmcourse.grading.submissions.find import find_submissions, passed_over


def make(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("{}")
    return folder


def test_files_and_folders_are_found_by_name(tmp_path):
    make(
        tmp_path,
        "bo.ipynb",
        "ann/work.ipynb",
        "notes.txt",
        ".hidden.ipynb",
        ".ipynb_checkpoints/x.ipynb",
        "ann/.ipynb_checkpoints/work.ipynb",
        "ann/conftest.py",
    )
    found = find_submissions(tmp_path)
    assert [(one.learner, one.path.name) for one in found] == [
        ("ann", "work.ipynb"),
        ("bo", "bo.ipynb"),
    ]


def test_notebooks_are_known_under_the_suffixes_that_browsers_give_them(tmp_path):
    make(tmp_path, "ANN.IPYNB", "bo.ipynb.txt", "cy.ipynb.json", "dee/WORK.Ipynb", "eve.ipynb.bak")
    found = {one.learner: one.path.name for one in find_submissions(tmp_path)}
    assert found == {
        "ANN": "ANN.IPYNB",
        "bo": "bo.ipynb.txt",
        "cy": "cy.ipynb.json",
        "dee": "WORK.Ipynb",
    }
    assert passed_over(tmp_path) == ["eve.ipynb.bak"]


def test_nothing_is_passed_over_in_silence(tmp_path):
    names = ["notes.txt", "ann.py", "bo.zip", "cy.pdf", ".hidden", "collected.jsonl", "dee.ipynb"]
    make(tmp_path, *names)
    assert passed_over(tmp_path) == ["ann.py", "bo.zip", "cy.pdf", "notes.txt"]


def test_accents_are_in_one_encoding(tmp_path):
    make(tmp_path, unicodedata.normalize("NFD", "José Núñez") + ".ipynb")
    assert [one.learner for one in find_submissions(tmp_path)] == ["José Núñez"]


def test_a_folder_must_hold_one_notebook(tmp_path):
    make(tmp_path, "none/readme.md", "two/a.ipynb", "two/b.ipynb")
    for one in find_submissions(tmp_path):
        with pytest.raises(Unreadable, match="and one was expected"):
            one.usable()


def test_two_learners_never_share_a_name(tmp_path):
    make(tmp_path, "ann.ipynb", "ann/work.ipynb")
    names = [one.learner for one in find_submissions(tmp_path)]
    assert len(set(names)) == 2 and "ann" in names


def test_a_link_to_a_folder_is_not_followed(tmp_path):
    make(tmp_path, "real/work.ipynb")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    link = next(one for one in find_submissions(tmp_path) if one.learner == "link")
    with pytest.raises(Unreadable, match="link"):
        link.usable()


def test_what_is_no_folder_is_refused(tmp_path):
    with pytest.raises(NotADirectoryError, match="Name the folder"):
        find_submissions(tmp_path / "absent")


def test_a_folder_that_does_not_hold_one_notebook_is_told_apart_from_its_namesake(tmp_path):
    make(tmp_path, "ann.ipynb", "ann/a.ipynb", "ann/b.ipynb", "ann (folder)/x.ipynb", "bo/x.ipynb")
    found = {
        one.learner: one.path.relative_to(tmp_path).as_posix() for one in find_submissions(tmp_path)
    }
    assert found == {
        "ann": "ann.ipynb",
        "ann (2)": "ann",
        "ann (folder)": "ann (folder)/x.ipynb",
        "bo": "bo/x.ipynb",
    }


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
def test_links_pipes_sockets_and_folders_are_no_notebooks(tmp_path):
    make(tmp_path, "ann.ipynb", "folder.ipynb/x.ipynb")
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "ann.ipynb")
    (tmp_path / "broken.ipynb").symlink_to(tmp_path / "nowhere")
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    (tmp_path / "to_file").symlink_to(tmp_path / "ann.ipynb")
    os.mkfifo(tmp_path / "pipe.ipynb")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.ipynb"))
        problems = {one.learner: one.problem for one in find_submissions(tmp_path)}
    odd = "This is not an ordinary file."
    assert problems == {"ann": None} | dict.fromkeys(
        ("broken", "folder", "link", "pipe", "socket"), odd
    )


def test_a_folder_that_cannot_be_opened_is_a_problem_of_its_own(tmp_path, monkeypatch):
    make(tmp_path, "ann/x.ipynb", "bo/x.ipynb")
    scandir = os.scandir

    def guarded(path):
        if str(path).endswith("ann"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    ann, bo = find_submissions(tmp_path)
    with pytest.raises(Unreadable, match="The folder cannot be opened: Permission denied"):
        ann.usable()
    assert bo.usable().name == "x.ipynb"


def test_a_folder_of_very_many_files_is_not_searched(tmp_path, monkeypatch):
    monkeypatch.setattr(submissions, "MAX_FILES", 3)
    make(tmp_path, *(f"ann/{number}.txt" for number in range(4)), "ann/x.ipynb")
    with pytest.raises(Unreadable, match="more than 3 files"):
        find_submissions(tmp_path)[0].usable()


@pytest.mark.skipif(
    os.name == "nt" or os.uname().sysname == "Darwin", reason="needs names that are any bytes"
)
def test_names_that_are_no_text_are_made_readable_and_stay_apart(tmp_path):
    for name in (b"\xff.ipynb", b"\xfe.ipynb", b"\xff"):
        path = os.path.join(os.fsencode(tmp_path), name)
        (os.mkdir if name == b"\xff" else os.mknod)(path)
    found = find_submissions(tmp_path)
    assert sorted(one.learner for one in found) == ["\ufffd", "\ufffd (2)", "\ufffd (folder)"]
    assert all(one.learner.encode() for one in found)


@pytest.mark.parametrize(
    "name", ["a\nb", "=1+1", "<b>", "a\\x", "x" * 240, "\u202egpj", "con", "O'Neil, Zoë"]
)
def test_odd_names_are_kept(tmp_path, name):
    make(tmp_path, f"{name}.ipynb")
    assert [one.learner for one in find_submissions(tmp_path)] == [name]


def test_a_thousand_pairs_of_namesakes_are_told_apart(tmp_path):
    names = range(1_000)
    make(tmp_path, *(f"{name}.ipynb" for name in names), *(f"{name}/x.ipynb" for name in names))
    assert len({one.learner for one in find_submissions(tmp_path)}) == 2_000


def test_the_time_for_it_does_not_grow_with_the_square():
    learners = {
        f"{number}{end}": str(number // 2) for number in range(20_000) for end in ("", ".ipynb")
    }
    begun = time.process_time()
    assert len(set(submissions._told_apart(learners).values())) == 40_000
    assert time.process_time() - begun < 10  # 0.2 s on a quiet machine
