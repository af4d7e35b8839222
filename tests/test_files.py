"""Bundled files are read whole, packed or plain, and a wrong name says what is there."""

import lzma

import pytest

from llmcourse.data import files
from llmcourse.data.files import read_bytes, read_jsonl, read_text


@pytest.fixture
def bundled(tmp_path, monkeypatch):
    """A folder of data files of our own; returns the folder `set` in it."""
    folder = tmp_path / "files" / "set"
    folder.mkdir(parents=True)
    monkeypatch.setattr(files, "files", lambda package: tmp_path)
    return folder


def test_a_plain_file_comes_as_it_is(bundled):
    (bundled / "a.bin").write_bytes(b"\x00\r\n\xff")
    assert read_bytes("set/a.bin") == b"\x00\r\n\xff"


def test_a_packed_file_comes_unpacked(bundled):
    (bundled / "a.txt.xz").write_bytes(lzma.compress("Déjà vu\r\n".encode()))
    assert read_bytes("set/a.txt.xz") == "Déjà vu\r\n".encode()
    assert read_text("set/a.txt.xz") == "Déjà vu\r\n"


def test_one_object_a_line_even_with_other_line_ends_inside(bundled):
    (bundled / "a.jsonl").write_text('{"text": "one\u2028line"}\n\n{"text": "two"}', encoding="utf-8")
    assert read_jsonl("set/a.jsonl") == [{"text": "one\u2028line"}, {"text": "two"}]


def test_a_missing_file_names_those_beside_it(bundled):
    (bundled / "b.txt").touch()
    (bundled / "a.txt").touch()
    with pytest.raises(FileNotFoundError, match=r"'set/c\.txt' comes with the course\. In that folder are: a\.txt, b"):
        read_bytes("set/c.txt")


def test_a_missing_folder_is_named():
    with pytest.raises(FileNotFoundError, match="Nor is there a folder 'sets'"):
        read_bytes("sets/c.txt")
