"""What lies in folders and zips: every entry is told, nothing is written, and what is hostile costs
only itself.
"""

import os
import socket
import time
import zipfile
from types import SimpleNamespace

import pytest
import zips
from zips import entry, packed

from llmcourse.grading.submissions import unpack
from llmcourse.grading.submissions.unpack import File, NotOpened, NotRead, opened


def told(source):
    """By path, the content of each file, or the reason why it is not read."""
    found = {}
    with opened(source) as files:
        for one in list(files):
            path = "/".join(one.parts)
            assert path not in found
            found[path] = read(one) if isinstance(one, File) else f"- {one.reason}"
    return found


def read(file):
    try:
        return file.read()
    except NotRead as error:
        return f"- {error}"


@pytest.fixture
def class_zip(tmp_path):
    """Write a zip and tell what is in it; nothing else may appear on the disk."""

    def tell(content):
        (tmp_path / "in").mkdir(exist_ok=True)
        path = tmp_path / "in" / "class.zip"
        path.write_bytes(content)
        found = told(path)
        assert [one.name for one in tmp_path.rglob("*")] == ["in", "class.zip"]
        return found

    return tell


def test_files_of_a_zip_and_of_a_folder_are_told_alike(class_zip, tmp_path):
    files = {"ann/x.ipynb": b"1", "bo.ipynb": b"", "ann/deep/er/y.txt": b"3"}
    assert class_zip(packed(files)) == files
    for name, content in files.items():
        (tmp_path / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / name).write_bytes(content)
    assert told(tmp_path / "folder") == files


def test_a_zip_in_a_zip_is_opened_and_one_in_that_is_not(class_zip):
    inner = packed({"a.ipynb": b"a", "more.ZIP": packed({"b.ipynb": b"b"})})
    assert class_zip(packed({"ann.zip": inner, "c.ipynb": b"c"})) == {
        "ann.zip/a.ipynb": b"a",
        "ann.zip/more.ZIP": "- a zip in a zip in the download: not opened",
        "c.ipynb": b"c",
    }


def test_a_zip_in_a_folder_is_opened_and_read_again_later(tmp_path):
    (tmp_path / "ann.zip").write_bytes(packed({"a.ipynb": b"a", "b.ipynb": b"b"}))
    with opened(tmp_path) as files:
        first, second = list(files)
        assert (second.read(), first.read(), second.read()) == (b"b", b"a", b"b")


def test_times_in_a_nested_zip_are_those_of_the_zip(tmp_path):
    inner = packed({"a.ipynb": b""}, time=(2001, 1, 1, 0, 0, 0))
    (tmp_path / "class.zip").write_bytes(packed({"ann.zip": inner}))
    with opened(tmp_path / "class.zip") as files:
        (file,) = files
    assert file.changed == time.mktime((2026, 11, 20, 10, 15, 30, 0, 0, -1))
    assert file.inner == time.mktime((2001, 1, 1, 0, 0, 0, 0, 0, -1))


@pytest.mark.parametrize(
    ("described", "changed"),
    [
        (entry("a", extra=zips.extended_time(1_795_169_730)), 1_795_169_730.0),
        (
            entry("a", extra=b"\x01\x00\x02\x00ab" + zips.extended_time(1_795_169_730)),
            1_795_169_730.0,
        ),
        (
            entry("a", extra=b"UT\x05\x00\x00abcd"),
            time.mktime((2026, 11, 20, 10, 15, 30, 0, 0, -1)),
        ),
        (entry("a", (1980, 1, 1, 0, 0, 0)), None),
        (entry("a", (2026, 2, 31, 0, 0, 0)), None),
        (entry("a", (2026, 0, 0, 0, 0, 0)), None),
    ],
)
def test_the_time_of_an_entry(tmp_path, described, changed):
    (tmp_path / "class.zip").write_bytes(zips.of_entries((described, b"")))
    with opened(tmp_path / "class.zip") as files:
        assert [one.changed for one in files] == [changed]


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/x", "//x/y", "C:/x", "c:x", "..\\x", "a\\..\\x", "\\x", ".."]
)
def test_paths_that_leave_the_zip_are_refused(class_zip, name):
    found = class_zip(packed({name: b"evil", "good.ipynb": b"1"}))
    assert found.pop("good.ipynb") == b"1"
    assert list(found.values()) == ["- its path leaves the zip"]


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        (0o120777, "a link"),
        (0o010644, "neither a file nor a folder"),
        (0o020644, "neither a file nor a folder"),
        (0o060644, "neither a file nor a folder"),
        (0o140644, "neither a file nor a folder"),
    ],
)
def test_links_and_devices_are_refused(class_zip, mode, reason):
    content = zips.of_entries(
        (entry("x.ipynb", mode=mode), b"/etc/passwd"), (entry("good.ipynb"), b"1")
    )
    assert class_zip(content) == {"x.ipynb": f"- {reason}", "good.ipynb": b"1"}


def test_a_bomb_is_not_unpacked(class_zip):
    zeros = bytes(15_000_000)
    assert class_zip(packed({"x.ipynb": zeros, "good.ipynb": b"1"})) == {
        "x.ipynb": "- it would unpack to more than 400 times its size, as no notebook does",
        "good.ipynb": b"1",
    }
    assert class_zip(packed({"x.ipynb": bytes(21_000_000)}))["x.ipynb"] == "- larger than 20 MB"


@pytest.mark.parametrize("size", [0, 10, 5_000])
def test_an_entry_that_lies_about_its_size_is_refused(class_zip, size):
    content = zips.claiming(packed({"x.ipynb": os.urandom(1_000)}), size)
    assert class_zip(content)["x.ipynb"].startswith("- ")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_cannot_be_bounded_are_refused(class_zip, method):
    assert class_zip(packed({"x.ipynb": b"1" * 99}, method=method))["x.ipynb"].startswith(
        "- packed in an unusual way"
    )


@pytest.mark.parametrize("flag", [0x1, 0x41])
def test_encrypted_entries_are_refused(class_zip, flag):
    assert class_zip(zips.with_flag(packed({"x.ipynb": b"1"}), flag))["x.ipynb"].startswith(
        "- encrypted"
    )


def test_too_many_entries_are_not_listed(class_zip, monkeypatch):
    monkeypatch.setattr(unpack, "MAX_ENTRIES", 10)
    monkeypatch.setattr(unpack, "MAX_NESTED_ENTRIES", 5)
    many = {f"{number}.ipynb": b"" for number in range(6)}
    assert class_zip(packed({"ann.zip": packed(many), "good.ipynb": b"1"})) == {
        "ann.zip": "- holds more than 5 files",
        "good.ipynb": b"1",
    }
    many = {f"{number}.ipynb": b"" for number in range(11)}
    assert class_zip(packed(many)) == {"": "- holds more than 10 files"}


def test_no_list_is_made_of_the_entries_of_a_nested_zip_that_has_too_many(class_zip, monkeypatch):
    content, made = packed({"ann.zip": packed({f"{number}.ipynb": b"" for number in range(6)})}), []
    monkeypatch.setattr(unpack, "MAX_NESTED_ENTRIES", 5)
    monkeypatch.setattr(unpack, "io", SimpleNamespace(BytesIO=made.append))
    assert class_zip(content) == {"ann.zip": "- holds more than 5 files"} and not made


def test_what_is_read_is_bounded_in_all(class_zip, monkeypatch):
    monkeypatch.setattr(unpack, "MAX_TOTAL", 1_000)
    monkeypatch.setattr(unpack, "MAX_NESTED", 1_000)
    found = class_zip(packed({"a.ipynb": b"1" * 600, "b.ipynb": b"2" * 600, "c.ipynb": b"3" * 300}))
    assert found == {
        "a.ipynb": b"1" * 600,
        "b.ipynb": "- not read: there is too much in all",
        "c.ipynb": b"3" * 300,
    }
    nested = packed({"ann.zip": packed({"a": b"1" * 600, "b": b"2" * 600})})
    assert class_zip(nested) == {
        "ann.zip/a": b"1" * 600,
        "ann.zip/b": "- not read: there is too much in all",
    }


def test_names_written_twice_are_told_twice(tmp_path):
    content = zips.of_entries((entry("x.ipynb"), b"1"), (entry("x.ipynb"), b"2"))
    (tmp_path / "class.zip").write_bytes(content)
    with opened(tmp_path / "class.zip") as files:
        assert [one.read() for one in files] == [b"1", b"2"]


def test_names_in_utf_8_without_the_flag_are_understood(class_zip):
    content = zips.renamed(packed({"xxxx.ipynb": b"1"}), b"xxxx", "Zoë".encode())
    assert class_zip(content) == {"Zoë.ipynb": b"1"}


def test_names_in_no_encoding_are_told_somehow(class_zip):
    (name,) = class_zip(zips.renamed(packed({"xxxx.ipynb": b"1"}), b"xxxx", b"\xff\xfe\x80\x81"))
    assert name.endswith(".ipynb") and len(name) == 10


def test_a_name_that_is_not_the_utf_8_it_claims_costs_its_zip(class_zip):
    hostile = zips.renamed(
        zips.with_flag(packed({"xxxx": b"1"}), 0x800), b"xxxx", b"\xff\xff\xff\xff"
    )
    found = class_zip(packed({"ann.zip": hostile, "good.ipynb": b"1"}))
    assert found == {
        "ann.zip": "- no zip that can be opened (UnicodeDecodeError)",
        "good.ipynb": b"1",
    }


@pytest.mark.parametrize(
    "name", ["a\nb.ipynb", "a\x1b[2Jb.ipynb", "\u202egpj.ipynb", "con.ipynb", "x" * 5_000]
)
def test_odd_names_are_told_as_they_are(class_zip, name):
    assert class_zip(packed({name: b"1"})) == {name: b"1"}


def test_a_name_ends_where_zipfile_ends_it(class_zip):
    assert class_zip(zips.renamed(packed({"evilXy.ipynb": b"1"}), b"evilXy", b"evil\0y")) == {
        "evil": b"1"
    }


def test_deep_and_nameless_paths_are_refused(class_zip):
    found = class_zip(packed({"a/" * 100 + "x": b"", "./.": b""}))
    assert set(found.values()) == {"- more than 40 folders deep", "- it has no name"}


@pytest.mark.parametrize("cut", [3, 30, 60, -1, -30])
def test_a_damaged_nested_zip_costs_itself(class_zip, cut):
    broken = packed({"x.ipynb": os.urandom(50)})[:cut]
    found = class_zip(packed({"ann.zip": broken, "good.ipynb": b"1"}))
    assert (
        found.pop("good.ipynb") == b"1"
        and all(reason.startswith("- ") for reason in found.values())
        and found
    )


def test_damaged_bytes_cost_their_entry(class_zip):
    content = packed({"x.ipynb": b"A" * 50, "good.ipynb": b"1"}, method=zipfile.ZIP_STORED)
    found = class_zip(content.replace(b"A" * 50, b"B" * 50))
    assert found == {"x.ipynb": "- damaged in the zip (BadZipFile)", "good.ipynb": b"1"}


def test_overlapping_entries_are_bounded(class_zip):
    """Entries that share their data, as in the densest bombs: each is read within its own bound, or
    refused.
    """
    content = packed({"a.ipynb": b"1" * 50, "b.ipynb": b"2" * 50}, method=zipfile.ZIP_STORED)
    second = content.rfind(b"PK\x01\x02")
    # The second points at the first.
    content = content[: second + 42] + b"\0\0\0\0" + content[second + 46 :]
    assert class_zip(content)["b.ipynb"].startswith("- damaged in the zip")


def test_files_of_the_system_and_hidden_ones_are_ordinary(tmp_path):
    names = [
        "__MACOSX/._x.ipynb",
        ".DS_Store",
        "a/.ipynb_checkpoints/x.ipynb",
        "a/Thumbs.db",
        ".git/HEAD",
    ]
    (tmp_path / "class.zip").write_bytes(packed(dict.fromkeys(names, b"")))
    with opened(tmp_path / "class.zip") as files:
        assert {(one.reason, one.ordinary) for one in files} == {("hidden, or of the system", True)}


def test_empty_folders_are_told(class_zip, tmp_path):
    assert class_zip(packed({"ann/": b"", "bo/": b"", "bo/x.ipynb": b"1"})) == {
        "ann": "- an empty folder",
        "bo/x.ipynb": b"1",
    }
    (tmp_path / "folder" / "ann").mkdir(parents=True)
    assert told(tmp_path / "folder") == {"ann": "- an empty folder"}


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
def test_links_pipes_and_sockets_in_a_folder_are_not_followed(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.ipynb").write_text("secret")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "to_file.ipynb").symlink_to(tmp_path / "outside" / "x.ipynb")
    (folder / "to_folder").symlink_to(tmp_path / "outside")
    (folder / "to_itself").symlink_to(folder)
    (folder / "broken.ipynb").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "pipe.ipynb")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket.ipynb"))
        found = told(folder)
    assert {
        found[name] for name in ("to_file.ipynb", "to_folder", "to_itself", "broken.ipynb")
    } == {"- a link"}
    assert (
        found["pipe.ipynb"] == found["socket.ipynb"] == "- neither a file nor a folder"
        and len(found) == 6
    )


def test_a_folder_that_cannot_be_opened_is_told(tmp_path, monkeypatch):
    (tmp_path / "ann").mkdir()
    scandir = os.scandir

    def guarded(path):
        if str(path).endswith("ann"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    assert told(tmp_path) == {"ann": "- cannot be opened: Permission denied"}


def test_a_file_that_is_gone_when_it_is_read_is_told(tmp_path):
    (tmp_path / "x.ipynb").write_text("1")
    with opened(tmp_path) as files:
        (file,) = files
        (tmp_path / "x.ipynb").unlink()
        assert read(file) == "- cannot be read: No such file or directory"


def test_large_and_many_files_in_a_folder_are_bounded(tmp_path, monkeypatch):
    with (tmp_path / "x.ipynb").open("wb") as file:
        file.truncate(21_000_000)
    assert told(tmp_path) == {"x.ipynb": "- larger than 20 MB"}
    monkeypatch.setattr(unpack, "MAX_ENTRIES", 3)
    for number in range(5):
        (tmp_path / f"{number}.txt").touch()
    assert (
        list(told(tmp_path).values())[-1] == "- not searched further: there are more than 3 files"
    )


def test_a_deep_folder_is_not_searched_to_its_end(tmp_path):
    deep = tmp_path.joinpath(*"a" * 60)
    deep.mkdir(parents=True)
    assert set(told(tmp_path).values()) == {"- more than 40 folders deep"}


@pytest.mark.parametrize(
    "content", [None, b"", b"no zip", b"PK\x03\x04" + bytes(40), packed({"x": b"1"})[:-10]]
)
def test_a_source_that_cannot_be_opened_is_an_error_in_words(tmp_path, content):
    path = tmp_path / "class.zip"
    if content is not None:
        path.write_bytes(content)
    with (
        pytest.raises(NotOpened, match=r"There is no folder or zip|neither a folder nor a zip"),
        opened(path),
    ):
        pass
