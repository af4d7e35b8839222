import pytest

from llmcourse.grading.merge import Unreadable
from llmcourse.grading.submissions import find_submissions


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
    assert [(one.learner, one.path.name) for one in found] == [("ann", "work.ipynb"), ("bo", "bo.ipynb")]


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
