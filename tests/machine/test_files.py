"""A file is written whole or not at all."""

import os

import pytest

from llmcourse.machine.files import write_whole


@pytest.mark.parametrize("content", ["é\n", b"\xff\x00"])
def test_it_is_written_and_folders_are_made(tmp_path, content):
    path = tmp_path / "a" / "b" / "file"
    write_whole(path, content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert [entry.name for entry in path.parent.iterdir()] == ["file"]
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o644


def test_a_kill_leaves_what_was_there(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, "old")

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")
    assert path.read_text() == "old" and len(list(tmp_path.iterdir())) == 1
