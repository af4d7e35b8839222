"""Naming schemes: each is recognized, tells whose a file is, and cannot be turned by what a learner
calls a file.
"""

import doctest
from datetime import datetime

import pytest

from llmcourse.grading.submissions import schemes
from llmcourse.grading.submissions.schemes import (
    Author,
    Listing,
    is_receipt,
    moment,
    people_in,
    recognize,
)


def split(paths):
    return [tuple(path.split("/")) for path in paths]


def scheme_of(*paths, name="class", zipped=True, notes=None, clones=()):
    notes = {tuple(path.split("/")): note for path, note in (notes or {}).items()}
    return recognize(Listing(name, zipped, split(paths) + list(notes), notes, split(clones)))


def people(scheme, path):
    return [(one.key, one.name) for one in scheme.authors(tuple(path.split("/")))]


def author(scheme, path):
    (one,) = scheme.authors(tuple(path.split("/")))
    return one


def test_the_examples_in_the_docstrings_are_true():
    assert doctest.testmod(schemes).failed == 0


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("leeann_101_9001_04.ipynb", Author("canvas 101", "leeann", "101")),
        ("leeann_LATE_101_9001_04.ipynb", Author("canvas 101", "leeann", "101", late=True)),
        ("lee_ann_101_9001_my_hw_1_2_3.ipynb", Author("canvas 101", "lee_ann", "101")),
        ("李雷_101_9001_04-1.ipynb", Author("canvas 101", "李雷", "101")),
        ("anon_x7Yz2_9001_04.ipynb", Author("canvas x7Yz2", "anon", "x7Yz2")),
        ("LATE_anon_x7Yz2_9001_04.ipynb", Author("canvas x7Yz2", "anon", "x7Yz2", late=True)),
        ("leeann_101_9001_work.zip/a/04.ipynb", Author("canvas 101", "leeann", "101")),
    ],
)
def test_canvas(file, expected):
    scheme = scheme_of(file)
    assert scheme.name == "Canvas" and not scheme.dated and author(scheme, file) == expected


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("Ann Lee_12_assignsubmission_file/04.ipynb", Author("moodle 12", "Ann Lee", "12")),
        ("Ann Lee_12_assignsubmission_file_/deep/04.ipynb", Author("moodle 12", "Ann Lee", "12")),
        ("Ann Lee_12_assignsubmission_file_04_x.ipynb", Author("moodle 12", "Ann Lee", "12")),
        (
            "Zoë O'Neil-Ñandú_12_assignsubmission_onlinetext/onlinetext.html",
            Author("moodle 12", "Zoë O'Neil-Ñandú", "12"),
        ),
        (
            "Participant_77_assignsubmission_file_/04.ipynb",
            Author("moodle 77", "Participant", "77"),
        ),
        (
            "Default group_assignsubmission_file/04.ipynb",
            Author("moodle Default group", "Default group"),
        ),
    ],
)
def test_moodle(file, expected):
    scheme = scheme_of(file)
    assert scheme.name == "Moodle" and not scheme.dated and author(scheme, file) == expected


@pytest.mark.parametrize("word", ["attempt", "poging", "Versuch", "попытка"])
def test_blackboard(word):
    file = f"Homework 4_alee_{word}_2026-11-20-10-15-30_04_self.ipynb"
    found = author(scheme_of(file), file)
    assert (found.key, found.name) == ("blackboard Homework 4_alee", "alee")
    assert found.when == datetime(2026, 11, 20, 10, 15, 30).timestamp()
    assert is_receipt((f"Homework 4_alee_{word}_2026-11-20-10-15-30.txt",)) and not is_receipt(
        (file,)
    )


def test_blackboard_dates_that_are_none_are_unknown():
    file = "HW_alee_attempt_2026-13-40-10-15-30_x.ipynb"
    assert author(scheme_of(file), file).when is None


EXPORT = """\
submission_1:
  :submitters:
  - :name: Ann Lee
    :sid: '501'
    :email: ann@example.org
  :created_at: 2026-11-20 09:15:30.123456000 Z
  :score: 1.0
  :results:
    tests:
    - output: |
        :name: Eve
        submission_2:
  :history:
  - :id: 7
    :created_at: 2026-11-01 09:15:30.000000000 Z
submission_2:
  :submitters:
  - :name: "Bo \\"B\\" Sm\\u00EFth"
    :sid: ''
    :email: bo@example.org
  - :name: 'Cy O''Neil'
    :sid: 503
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-11-21 09:15:30.000000000 Z
submission_3:
  :created_at: soon
submission_4:
  :submitters:
  - :name: "broken \\q"
"""


def test_gradescope():
    scheme = scheme_of(
        "assignment_9_export/submission_1/04.ipynb",
        "assignment_9_export/submission_2/a/04.ipynb",
        notes={"assignment_9_export/submission_metadata.yml": EXPORT.encode()},
    )
    assert scheme.name == "Gradescope" and scheme.top == ("assignment_9_export",)
    first = author(scheme, "assignment_9_export/submission_1/04.ipynb")
    when = moment("2026-11-20 09:15:30 Z")
    assert first == Author("gradescope 501", "Ann Lee", "501", when, unit="submission_1")
    second = scheme.authors(("assignment_9_export", "submission_2", "04.ipynb"))
    assert [(one.key, one.name) for one in second] == [
        ("gradescope bo@example.org", 'Bo "B" Smïth'),
        ("gradescope 503", "Cy O'Neil"),
    ]
    assert {one.when for one in second} == {moment("2026-11-21 09:15:30 Z")}
    assert people(scheme, "assignment_9_export/submission_3/04.ipynb") == [
        ("gradescope submission_3", "submission_3")
    ]
    assert people(scheme, "assignment_9_export/submission_99/x.ipynb") == [
        ("gradescope submission_99", "submission_99")
    ]
    assert people(scheme, "assignment_9_export/loose.ipynb") == []


def test_a_list_of_people_that_is_no_such_list_names_nobody():
    assert people_in("") == people_in("\0") == people_in("a: b\n- c") == {}
    assert people_in(EXPORT)["submission_4"][0].name == "broken \\q"
    assert people_in("submission_1:") == {"submission_1": ()}


def test_nbgrader():
    paths = ["alee/ps4/04.ipynb", "bo/ps4/04.ipynb"]
    times = {
        "alee/ps4/timestamp.txt": b"2026-11-20 10:15:30.5 UTC",
        "bo/ps4/timestamp.txt": b"yesterday",
    }
    scheme = scheme_of(*paths, name="submitted", zipped=False, notes=times)
    assert scheme.name == "nbgrader" and scheme.dated
    assert author(scheme, paths[0]) == Author(
        "nbgrader alee", "alee", when=moment("2026-11-20 10:15:30 Z")
    )
    assert author(scheme, paths[1]).when is None
    inside = scheme_of(*(f"submitted/{path}" for path in paths))
    assert inside.name == "nbgrader" and people(inside, "submitted/alee/ps4/04.ipynb") == [
        ("nbgrader alee", "alee")
    ]


@pytest.mark.parametrize(
    ("paths", "name", "clones", "learners"),
    [
        (["hw4-ann-lee/x.ipynb", "hw4-bo/x.ipynb"], "hw4-submissions", (), ["ann-lee", "bo"]),
        (
            ["hw4-ann/x.ipynb", "hw4-bo/x.ipynb"],
            "here",
            ["hw4-ann/.git", "hw4-bo/.git"],
            ["ann", "bo"],
        ),
        (["hw-4-ann/x.ipynb"], "here", ["hw-4-ann/.git"], ["hw-4-ann"]),
        (["other/x.ipynb", "hw4-bo/x.ipynb"], "hw4-submissions", (), ["other", "bo"]),
    ],
)
def test_github_classroom(paths, name, clones, learners):
    scheme = scheme_of(*paths, name=name, zipped=False, clones=clones)
    assert scheme.name == "GitHub Classroom" and not scheme.dated
    assert [author(scheme, path).name for path in paths] == learners
    assert len({author(scheme, path).key for path in paths}) == len(paths)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("ann.ipynb", [("file ann", "ann")]),
        ("ann.lee.IPYNB", [("file ann.lee", "ann.lee")]),
        ("ann/x.ipynb", [("folder ann", "ann")]),
        ("ann/hw/deep/x.ipynb", [("folder ann", "ann")]),
        ("ann.zip/x.ipynb", [("folder ann", "ann")]),
        ("roster.csv", []),
    ],
)
def test_plain_names(file, expected):
    scheme = scheme_of(file, "bo.ipynb", zipped=False)
    assert scheme.name == "hand" and scheme.dated and people(scheme, file) == expected


@pytest.mark.parametrize(
    ("paths", "name", "zipped", "top"),
    [
        (["class/ann.ipynb", "class/bo.ipynb"], "other", True, ("class",)),
        (["class/ann.ipynb"], "class", True, ("class",)),
        (["a/class/ann.ipynb", "a/class/bo.ipynb"], "a", True, ("a", "class")),
        (["ann/04.ipynb"], "class", True, ()),
        (["ann/04.ipynb", "ann/notes.txt"], "class", True, ()),
        (["ann/01.ipynb", "ann/04.ipynb"], "class", False, ()),
        (["ann.zip/01.ipynb", "ann.zip/04.ipynb"], "class", True, ()),
        (
            ["Ann_1_assignsubmission_file/a.ipynb", "Ann_1_assignsubmission_file/b.ipynb"],
            "class",
            True,
            (),
        ),
        (["submission_1/a.ipynb", "submission_1/b.ipynb"], "class", True, ()),
        (["submitted/ann/ps/a.ipynb"], "class", False, ("submitted",)),
    ],
)
def test_folders_around_the_learners_are_seen_through(paths, name, zipped, top):
    assert scheme_of(*paths, name=name, zipped=zipped).top == top


HOSTILE = (
    "bo_2_9002_04.ipynb",
    "HW_bo_attempt_2026-11-20-10-15-30_04.ipynb",
    "Bo_2_assignsubmission_file_04.ipynb",
)


@pytest.mark.parametrize("forged", HOSTILE)
@pytest.mark.parametrize(
    ("frame", "name"),
    [
        ("{}_1_9001_{{}}", "Canvas"),
        ("HW_{}_attempt_2026-11-20-10-15-30_{{}}", "Blackboard"),
        ("{}_1_assignsubmission_file_{{}}", "Moodle"),
        ("{}_1_assignsubmission_file/{{}}", "Moodle"),
        ("{}/{{}}", "hand"),
        ("{}.zip/{{}}", "hand"),
    ],
)
def test_a_learner_cannot_name_a_file_so_that_it_becomes_anothers(frame, name, forged):
    honest = [
        frame.format(who).format("04.ipynb").replace("_1_", f"_{number}_")
        for number, who in enumerate("xyz", 11)
    ]
    mine = frame.format("eve").format(forged)
    scheme = scheme_of(
        *honest, *[mine] * 1, *(frame.format("eve").format(f"{n}/{forged}") for n in range(9))
    )
    assert scheme.name == name
    (found,) = scheme.authors(tuple(mine.split("/")))
    assert found.name == "eve"


def test_one_learners_heap_of_files_does_not_decide_the_scheme():
    honest = [f"{name}/04.ipynb" for name in ("ann", "bo", "cy")]
    heap = [f"eve.zip/bo_{number}_1_04.ipynb" for number in range(100)]
    git = [f"eve.zip/{number}/.git" for number in range(100)]
    scheme = scheme_of(*honest, *heap, clones=["eve.zip/.git", *git])
    assert scheme.name == "hand" and {author(scheme, path).name for path in heap} == {"eve"}


def test_an_empty_source_has_plain_names():
    assert scheme_of().name == "hand"
    assert scheme_of(notes={"submission_metadata.yml": b""}).name in ("Gradescope", "hand")
