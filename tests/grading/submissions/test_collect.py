"""Collecting a class: every file is placed or told of, bytes and times are kept, and nothing is
lost or overwritten.
"""

import hashlib
import json
import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
import toy_assignment as toy
import zips
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_names import any_name
from zips import entry, packed

from llmcourse.grading.assignment.release import exercise_bytes
from llmcourse.grading.submissions import collect as module
from llmcourse.grading.submissions import ledger
from llmcourse.grading.submissions.collect import collect_into, table
from llmcourse.grading.submissions.find import find_submissions
from llmcourse.grading.submissions.ledger import DamagedLedger
from llmcourse.grading.submissions.search import CannotCollect
from llmcourse.grading.submissions.unpack import NotOpened

ZIP_TIME = time.mktime((2026, 11, 20, 10, 15, 30, 0, 0, -1))
BLANK = exercise_bytes(toy.solution())


def notebook(mark, assignment="01_toy"):
    """A learner's notebook with an answer that says whose it is."""
    made = toy.submission({"1.1": f"def double(x):\n    return x + {mark!r}"})
    made.metadata["llmcourse"] = {"assignment": assignment} if assignment else {}
    return nbformat.writes(made).encode()


@pytest.fixture
def out(tmp_path):
    return tmp_path / "submissions" / "01"


@pytest.fixture
def class_zip(tmp_path):
    """Write a zip of a class."""

    def write(files, name="class.zip", **how):
        (tmp_path / name).write_bytes(files if isinstance(files, bytes) else packed(files, **how))
        return tmp_path / name

    return write


@pytest.fixture
def class_folder(tmp_path):
    """Write a folder of a class, all files of one time."""

    def write(files, name="class", changed=1_795_000_000):
        for path, content in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_bytes(content)
            os.utime(tmp_path / name / path, (changed, changed))
        return tmp_path / name

    return write


def state(folder):
    """Everything in a folder: bytes and times."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in files
    }


def learners(out):
    return {one.learner: one.usable().read_bytes() for one in find_submissions(out)}


def reasons(result):
    return {one.origin.split(": ", 1)[1]: one.reason for one in result.left}


A, B, C = notebook("a"), notebook("b"), notebook("c")
EXPORT = b"""submission_1:
  :submitters:
  - :name: Ann Lee
    :sid: '501'
  :created_at: 2026-11-20 09:15:30.123456000 Z
submission_2:
  :submitters:
  - :name: Bo Smith
    :sid: '502'
  - :name: Cy Fox
    :sid: '503'
  :created_at: 2026-11-21 09:15:30.000000000 Z
"""
SCHEMES = {
    "Canvas": (
        {"leeann_101_9001_04.ipynb": A, "smithbo_LATE_102_9002_x.ipynb": B},
        {"leeann": A, "smithbo": B},
        None,
    ),
    "Moodle": (
        {
            "Ann Lee_1_assignsubmission_file_/x.ipynb": A,
            "Bo Smith_2_assignsubmission_file/deep/y.ipynb": B,
        },
        {"Ann Lee": A, "Bo Smith": B},
        None,
    ),
    "Moodle, flat": ({"Ann Lee_1_assignsubmission_file_x.ipynb": A}, {"Ann Lee": A}, None),
    "Blackboard": (
        {
            "HW 1_alee_attempt_2026-11-20-09-15-30_x.ipynb": A,
            "HW 1_alee_attempt_2026-11-20-09-15-30.txt": b"Name: Ann Lee (alee)",
            "HW 1_alee_attempt_2026-11-19-09-15-30_x.ipynb": C,
        },
        {"alee": A},
        datetime(2026, 11, 20, 9, 15, 30).timestamp(),
    ),
    "Gradescope": (
        {
            "e_export/submission_metadata.yml": EXPORT,
            "e_export/submission_1/x.ipynb": A,
            "e_export/submission_2/x.ipynb": B,
        },
        {"Ann Lee": A, "Bo Smith": B, "Cy Fox": B},
        datetime(2026, 11, 20, 9, 15, 30, tzinfo=UTC).timestamp(),
    ),
    "nbgrader": (
        {
            "submitted/ann/ps1/x.ipynb": A,
            "submitted/ann/ps1/timestamp.txt": b"2026-11-20 09:15:30 UTC",
        },
        {"ann": A},
        datetime(2026, 11, 20, 9, 15, 30, tzinfo=UTC).timestamp(),
    ),
    "GitHub Classroom": (
        {"hw-submissions/hw-ann/x.ipynb": A, "hw-submissions/hw-bo/exercises/x.ipynb": B},
        {"ann": A, "bo": B},
        None,
    ),
    "hand": (
        {"ann.ipynb": A, "bo/x.ipynb": B, "cy.zip": packed({"x.ipynb": C})},
        {"ann": A, "bo": B, "cy": C},
        ZIP_TIME,
    ),
}


@pytest.mark.parametrize("name", SCHEMES)
def test_every_scheme_is_placed_from_zip_and_folder(name, class_zip, class_folder, out, tmp_path):
    files, expected, handed_in = SCHEMES[name]
    result = collect_into([class_zip(files)], out)
    assert result.schemes[0][1].name == name.split(",")[0]
    assert learners(out) == expected and len(result.placed) == len(expected)
    assert all(one.ordinary for one in result.left)
    first = sorted(result.placed, key=lambda one: one.learner)[0]
    assert first.handed_in == handed_in and ledger.times(out)[f"{first.learner}.ipynb"] == handed_in
    changed = (out / f"{first.learner}.ipynb").stat().st_mtime
    assert changed == (ZIP_TIME if handed_in is None else handed_in)
    tops = {path.split("/")[0] for path in files}
    source = class_folder(files)
    source = source / tops.pop() if len(tops) == 1 and name != "Moodle, flat" else source
    collect_into([source], tmp_path / "other")
    assert learners(tmp_path / "other") == expected


def test_late_marks_of_canvas_are_told(class_zip, out):
    result = collect_into([class_zip(SCHEMES["Canvas"][0])], out)
    assert {one.learner: one.late for one in result.placed} == {"leeann": False, "smithbo": True}
    assert {one.name: one.late for one in ledger.read(out)} == {"leeann": False, "smithbo": True}
    said = table(result, out)
    assert "unknown, marked late" in said and "the file's time is that of the download" in said


def test_running_again_changes_nothing(class_zip, out):
    sources = [
        class_zip(files, f"{number}.zip") for number, (files, *_) in enumerate(SCHEMES.values())
    ]
    first = collect_into(sources, out)
    before = state(out)
    again = collect_into(sources, out)
    assert state(out) == before
    assert {one.note for one in first.placed} == {"new"} and {one.note for one in again.placed} == {
        "as before"
    }
    assert len(again.placed) == len(first.placed) and again.left == first.left


def test_a_newer_attempt_is_taken_and_the_earlier_one_kept(class_zip, out):
    old = class_zip({"ann.ipynb": A}, "old.zip")
    new = class_zip({"ann.ipynb": B}, "new.zip", time=(2026, 11, 21, 0, 0, 0))
    collect_into([old], out)
    (placed,) = collect_into([new], out).placed
    kept = placed.note.removeprefix("newer; the one before is kept as ")
    assert kept == f".earlier/ann/2026-11-20-10-15-30-{hashlib.sha256(A).hexdigest()[:8]}.ipynb"
    assert (out / kept).read_bytes() == A and (out / kept).stat().st_mtime == ZIP_TIME
    assert learners(out) == {"ann": B} and [one.earlier for one in ledger.read(out)] == [None, kept]
    before = state(out)
    assert reasons(collect_into([old], out)) == {
        "ann.ipynb": "no newer than what ann has in the folder"
    }
    assert collect_into([old, new], out).placed[0].note == "as before" and state(out) == before


def test_both_at_once_come_to_the_same(class_zip, out, tmp_path):
    old = class_zip({"ann.ipynb": A}, "old.zip")
    new = class_zip({"ann.ipynb": B}, "new.zip", time=(2026, 11, 21, 0, 0, 0))
    result = collect_into([old, new], out)
    assert learners(out) == {"ann": B}
    assert reasons(result) == {"ann.ipynb": "another notebook of ann was taken: new.zip: ann.ipynb"}
    assert result.left[0].ordinary


def test_a_later_download_of_the_same_file_is_not_a_newer_attempt(class_zip, out):
    collect_into([class_zip({"leeann_1_1_x.ipynb": A})], out)
    before = state(out)
    collect_into([class_zip({"leeann_1_1_x.ipynb": A}, time=(2026, 12, 24, 0, 0, 0))], out)
    assert state(out) == before


def test_handing_in_an_old_version_again_makes_it_the_latest(class_zip, out):
    for day, content in ((20, A), (21, B), (22, A)):
        collect_into([class_zip({"ann.ipynb": content}, time=(2026, 11, day, 0, 0, 0))], out)
    assert learners(out) == {"ann": A} and len(ledger.read(out)) == 3
    assert sorted(path.read_bytes() for path in (out / ".earlier" / "ann").iterdir()) == sorted(
        [A, B]
    )


def test_without_times_what_was_not_seen_before_is_newer(class_zip, out):
    first, second = ({"ann.ipynb": one} for one in (A, B))
    collect_into([class_zip(first, time=(1980, 1, 1, 0, 0, 0))], out)
    collect_into([class_zip(second, time=(1980, 1, 1, 0, 0, 0))], out)
    assert learners(out) == {"ann": B}
    collect_into([class_zip(first, time=(1980, 1, 1, 0, 0, 0))], out)
    assert learners(out) == {"ann": B} and len(ledger.read(out)) == 2


def test_the_notebook_of_the_assignment_is_chosen(class_zip, out):
    files = {
        "ann/other.ipynb": notebook("o", "02_other"),
        "ann/mine.ipynb": A,
        "ann/notes.ipynb": notebook("n", None),
        "ann/broken.ipynb": b"{",
        "ann/again.ipynb": A,
        "bo/other.ipynb": notebook("o", "02_other"),
        "cy/x.ipynb": notebook("n", None),
    }
    result = collect_into([class_zip(files)], out, "01")
    assert learners(out) == {"ann": A, "cy": files["cy/x.ipynb"]}
    assert reasons(result) == {
        "ann/other.ipynb": "it belongs to another assignment (02_other)",
        "ann/mine.ipynb": "the same notebook of ann was taken: class.zip: ann/again.ipynb",
        "ann/notes.ipynb": "another notebook of ann was taken: class.zip: ann/again.ipynb",
        "ann/broken.ipynb": "another notebook of ann was taken: class.zip: ann/again.ipynb",
        "bo/other.ipynb": "it belongs to another assignment (02_other)",
    }
    assert [one.origin for one in result.left if not one.ordinary] == ["class.zip: bo/other.ipynb"]


def test_work_goes_before_an_untouched_copy_however_late(class_folder, out):
    source = class_folder(
        {"hw-ann/exercises/01_toy.ipynb": A, "hw-bo/exercises/01_toy.ipynb": BLANK},
        "hw-submissions",
    )
    class_folder({"hw-ann/originals/01_toy.ipynb": BLANK}, "hw-submissions", changed=1_795_999_999)
    assert all(one.ordinary for one in collect_into([source], out).left)
    assert learners(out) == {"ann": A, "bo": BLANK}


def test_two_notebooks_of_one_download_are_for_a_person_to_look_at(class_zip, out):
    result = collect_into([class_zip({"leeann_1_1_x.ipynb": A, "leeann_1_2_y.ipynb": B})], out)
    assert len(result.placed) == 1 and [one.ordinary for one in result.left] == [False]


def test_a_broken_notebook_is_placed_for_the_grader_to_tell(class_zip, out):
    result = collect_into([class_zip({"ann.ipynb": b'{"cells": [', "bo.ipynb": A})], out)
    assert learners(out) == {"ann": b'{"cells": [', "bo": A}
    assert {one.learner: one.note for one in result.placed} == {
        "ann": "new; no readable notebook",
        "bo": "new",
    }


def test_several_assignments_must_be_told_apart(class_zip, out):
    source = class_zip({"ann.ipynb": A, "bo.ipynb": notebook("b", "02\x1b[2J_other")})
    with pytest.raises(
        CannotCollect,
        match=r"several assignments: 01_toy \(1\), 02.\[2J_other \(1\)\. .*--assignment",
    ):
        collect_into([source], out)
    assert not out.exists()
    collect_into([source], out, "01_toy")
    assert learners(out) == {"ann": A}
    assert collect_into([source], out).placed[0].note == "as before", "the folder remembers"
    with pytest.raises(CannotCollect, match=r"holds 01_toy already\. Name another folder for 02"):
        collect_into([source], out, "02")


def test_namesakes_are_kept_apart_also_later(class_zip, out):
    files = {
        "Ann Lee_1_assignsubmission_file/x.ipynb": A,
        "Ann Lee_2_assignsubmission_file/x.ipynb": B,
    }
    collect_into([class_zip(files)], out)
    assert learners(out) == {"Ann Lee (1)": A, "Ann Lee (2)": B}
    collect_into([class_zip({"ann lee_3_assignsubmission_file/x.ipynb": C})], out)
    assert learners(out) == {"Ann Lee (1)": A, "Ann Lee (2)": B, "ann lee": C}
    collect_into([class_zip({"Ann Lee_4_assignsubmission_file/x.ipynb": notebook("d")})], out)
    assert learners(out)["Ann Lee (4)"] == notebook("d") and len(learners(out)) == 4


def test_a_later_namesake_never_becomes_a_newer_attempt(class_zip, out):
    collect_into([class_zip({"Ann Lee_1_assignsubmission_file/x.ipynb": A})], out)
    late = class_zip({"Ann Lee_2_assignsubmission_file/x.ipynb": B}, time=(2026, 12, 1, 0, 0, 0))
    collect_into([late], out)
    assert learners(out) == {"Ann Lee": A, "Ann Lee (2)": B}


@pytest.mark.parametrize("content", [b"mine", None])
def test_files_of_others_in_the_folder_are_left_alone(class_zip, out, content):
    out.mkdir(parents=True)
    if content is None:
        (out / "ann.ipynb").mkdir()
    else:
        (out / "ann.ipynb").write_bytes(content)
    result = collect_into([class_zip({"ann.ipynb": A, "bo.ipynb": B})], out)
    assert reasons(result) == {
        "ann.ipynb": "ann.ipynb in the folder is somebody's work and was left as it is"
    }
    assert [one.learner for one in result.placed] == ["bo"] and not result.left[0].ordinary
    assert content is None or (out / "ann.ipynb").read_bytes() == content


def test_a_link_in_the_folder_is_not_written_through(class_zip, out, tmp_path):
    out.mkdir(parents=True)
    (tmp_path / "precious").write_text("precious")
    (out / "ann.ipynb").symlink_to(tmp_path / "precious")
    assert not collect_into([class_zip({"ann.ipynb": A})], out).placed
    assert (tmp_path / "precious").read_text() == "precious" and (out / "ann.ipynb").is_symlink()


def test_a_file_that_was_mended_by_hand_stays(class_zip, out):
    collect_into([class_zip({"ann.ipynb": A})], out)
    (out / "ann.ipynb").write_bytes(b"mended")
    newer = class_zip({"ann.ipynb": B}, "new.zip", time=(2026, 12, 1, 0, 0, 0))
    for source in (class_zip({"ann.ipynb": A}), newer):
        assert "somebody's work" in collect_into([source], out).left[0].reason
    assert (out / "ann.ipynb").read_bytes() == b"mended"


def test_a_file_that_was_deleted_comes_back(class_zip, out):
    source = class_zip({"ann.ipynb": A})
    collect_into([source], out)
    (out / "ann.ipynb").unlink()
    collect_into([source], out)
    assert learners(out) == {"ann": A} and (out / "ann.ipynb").stat().st_mtime == ZIP_TIME


@pytest.mark.parametrize("step", ["_keep", "write_whole", "_date", "_record"])
def test_a_run_that_was_killed_is_taken_up(class_zip, out, monkeypatch, step):
    collect_into([class_zip({"ann.ipynb": A})], out)
    new = class_zip({"ann.ipynb": B, "bo.ipynb": C}, time=(2026, 11, 21, 0, 0, 0))

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(module if hasattr(module, step) else module.Folder, step, killed)
        collect_into([new], out)
    assert any(content == A for content, _ in state(out).values()), "nothing is lost at any time"
    collect_into([new], out)
    assert learners(out) == {"ann": B, "bo": C}
    assert any(content == A for content, _ in state(out).values())


def test_a_ledger_line_that_was_cut_short_is_harmless(class_zip, out):
    collect_into([class_zip({"ann.ipynb": A})], out)
    with (out / ledger.NAME).open("ab") as file:
        file.write(b'{"key": "file bo", "na')
    collect_into([class_zip({"ann.ipynb": A, "bo.ipynb": B})], out)
    assert [one.name for one in ledger.read(out)] == ["ann", "bo"]


@pytest.mark.parametrize(
    "line", [b"no json", b"[]", b"{}", b'{"name": 3}', b"[" * 100_000, b"\xff"]
)
def test_an_edited_ledger_is_told(class_zip, out, line):
    collect_into([class_zip({"ann.ipynb": A})], out)
    (out / ledger.NAME).write_bytes(line + b"\n")
    with pytest.raises(
        DamagedLedger, match=r"was edited and cannot be read\. Collect into a new folder"
    ):
        collect_into([class_zip({"ann.ipynb": A})], out)


def test_a_ledger_cannot_lead_out_of_the_folder(class_zip, out):
    collect_into([class_zip({"ann.ipynb": A})], out)
    path = out / ledger.NAME
    path.write_text(path.read_text().replace('"name": "ann"', '"name": "../ann"'))
    with pytest.raises(DamagedLedger):
        ledger.read(out)


def test_sources_and_folder_lie_apart(class_folder, tmp_path):
    source = class_folder({"ann.ipynb": A})
    for folder in (source, source / "in", tmp_path):
        with pytest.raises(CannotCollect, match="lie in each other"):
            collect_into([source], folder)
    with pytest.raises(CannotCollect, match="is a file"):
        collect_into([source], source / "ann.ipynb")
    with pytest.raises(NotOpened, match="There is no folder or zip"):
        collect_into([tmp_path / "nowhere.zip"], tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_other_files_are_told_with_their_learner_in_mind(class_zip, out):
    files = {
        "leeann_1_1_x.ipynb": A,
        "leeann_1_2_plot.png": b"",
        "smithbo_2_3_essay.pdf": b"",
        "readme": b"",
    }
    files |= {"foxcy_3_4_y.ipynb": B, "loose.ipynb": C, "hilldee_4_5_z.ipynb": notebook("d")}
    result = collect_into([class_zip(files)], out)
    told = {one.origin.split(": ")[1]: (one.reason, one.ordinary) for one in result.left}
    assert told.pop("loose.ipynb")[0].startswith(
        "its name is not in the scheme of the others (Canvas)"
    )
    assert told == {
        "leeann_1_2_plot.png": ("not a notebook (.png)", True),
        "smithbo_2_3_essay.pdf": ("not a notebook (.pdf)", False),
        "readme": ("not a notebook (no suffix)", False),
    }


def hostile_zip():
    """Every attack on who unpacks it, among two honest learners."""
    link = entry("link.ipynb", mode=0o120777)
    device = entry("dev.ipynb", mode=0o020644)
    bomb = entry("bomb.ipynb")
    odd = [
        "../../evil.ipynb",
        "/etc/evil.ipynb",
        "C:/evil.ipynb",
        "..\\evil.ipynb",
        "con.ipynb",
        "a\x1b[2J\nb.ipynb",
    ]
    odd += [
        "\u202egpj.ipynb",
        "x" * 300 + ".ipynb",
        "nul/x.ipynb",
        "~/x.ipynb",
        "-rf.ipynb",
        "a:b.ipynb",
        "A.ipynb",
        "a.ipynb",
    ]
    pairs = [(entry(name), notebook(name[-20:])) for name in odd]
    pairs += [
        (link, b"/etc/passwd"),
        (device, b""),
        (bomb, bytes(15_000_000)),
        (entry("dup.ipynb"), A),
        (entry("dup.ipynb"), B),
    ]
    pairs += [
        (entry("deep.zip"), packed({"x.zip": packed({"y.ipynb": A})})),
        (entry("broken.zip"), b"PK\x03\x04"),
    ]
    pairs += [
        (entry("many.zip"), packed({f"{n}.txt": b"" for n in range(6_000)})),
        (entry("empty.ipynb"), b""),
    ]
    pairs += [
        (entry("ann.ipynb"), A),
        (entry("bo.ipynb"), B),
        (entry("nested.ipynb"), b"[" * 200_000),
    ]
    return zips.of_entries(*pairs), len(pairs)


def test_a_hostile_zip_writes_nothing_outside_and_every_entry_is_told(class_zip, tmp_path):
    content, count = hostile_zip()
    jail = tmp_path / "jail"
    out = jail / "a" / "b" / "out"
    result = collect_into([class_zip(content)], out)
    assert len(result.placed) + len(result.left) >= count
    assert {path.relative_to(jail).parts[:3] for path in jail.rglob("*")} == {
        ("a",),
        ("a", "b"),
        ("a", "b", "out"),
    }
    assert sorted(one.name for one in tmp_path.iterdir()) == ["class.zip", "jail"]
    assert all(path.is_file() and not path.is_symlink() for path in out.iterdir())
    assert learners(out)["ann"] == A and learners(out)["bo"] == B
    told = reasons(result)
    assert told["link.ipynb"] == "a link" and told["dev.ipynb"] == "neither a file nor a folder"
    assert told["../../evil.ipynb"] == told["C:/evil.ipynb"] == "its path leaves the zip"
    assert told["bomb.ipynb"].startswith("it would unpack") and told["broken.zip"].startswith(
        "no zip"
    )
    assert told["many.zip"] == "holds more than 5,000 files" and told["deep.zip/x.zip"].endswith(
        "not opened"
    )
    assert told["dup.ipynb"].startswith("another notebook of dup was taken")
    said = table(result, out)
    assert "\x1b" not in said and "\u202e" not in said and max(map(len, said.splitlines())) < 700
    before = state(out)
    collect_into([class_zip(content)], out)
    assert state(out) == before


def test_a_source_that_changes_meanwhile_costs_that_file(class_folder, out, monkeypatch):
    source = class_folder({"ann.ipynb": A, "bo.ipynb": B})
    original = module.choose

    def late(*arguments):
        (source / "ann.ipynb").write_bytes(C)
        return original(*arguments)

    monkeypatch.setattr(module, "choose", late)
    assert reasons(collect_into([source], out)) == {
        "ann.ipynb": "changed while it was being collected"
    }
    assert learners(out) == {"bo": B}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(any_name, min_size=1, max_size=6), st.data())
def test_whatever_the_names_all_stay_inside_and_apart(tmp_path_factory, names, data):
    """Names as Gradescope hands them on: whatever a learner calls themselves, in two rounds that
    share some of them.
    """
    base = tmp_path_factory.mktemp("class")
    out = base / "jail" / "out"
    people = list(enumerate(names))
    rounds = [people, data.draw(st.permutations(people)) + [(99, names[0])]]
    for some in rounds:
        lines = [
            f"submission_{n}:\n  :submitters:\n  - :name: {json.dumps(name)}\n    :sid: '{n}'\n"
            for n, name in some
        ]
        files = {f"submission_{n}/x.ipynb": notebook(n) for n, _ in some}
        source = base / "class.zip"
        source.write_bytes(packed({"submission_metadata.yml": "".join(lines).encode(), **files}))
        result = collect_into([source], out)
        assert len(result.placed) == len(some)
        assert sorted(learners(out).values()) == sorted(files.values())
    assert {path.name for path in base.iterdir()} == {"class.zip", "jail"} and os.listdir(
        base / "jail"
    ) == ["out"]
    shutil.rmtree(base)


def test_a_thousand_learners_are_collected_in_seconds(class_zip, out):
    content = (ROOT / "exercises" / "04_self_attention.ipynb").read_bytes()
    files = {
        f"learner{n}_{n}_{n}_04.ipynb": content.replace(b"math", f"math{n}".encode())
        for n in range(1_000)
    }
    source = class_zip(files)
    begun = time.process_time()
    assert len(collect_into([source], out).placed) == 1_000
    first = time.process_time() - begun
    assert len(find_submissions(out)) == 1_000
    assert first < 20, f"{first:.1f} s"  # 3 s on a quiet machine


def test_the_table_is_one_that_an_instructor_can_read(class_zip, out):
    receipts = {f"HW_u{n}_attempt_2026-11-20-09-15-30.txt": b"" for n in range(9)}
    books = {f"HW_u{n}_attempt_2026-11-20-09-15-30_x.ipynb": notebook(n) for n in range(8)}
    said = table(
        collect_into(
            [class_zip({**books, **receipts, "HW_u8_attempt_2026-11-20-09-15-30_x.pdf": b""})], out
        ),
        Path("here"),
    )
    assert said.startswith(
        "class.zip: named as by Blackboard\n\nlearner  handed in         state  from\nu0       "
        "2026-11-20 09:15"
    )
    assert "\n8 in here.\n" in said
    assert "HW_u0_attempt_2026-11-20-09-15-30.txt and 8 more: a receipt of Blackboard" in said
    assert said.endswith(
        "please look (1):\n  class.zip: HW_u8_attempt_2026-11-20-09-15-30_x.pdf: not a notebook "
        "(.pdf)"
    )
