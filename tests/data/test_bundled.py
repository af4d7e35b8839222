"""Bundled files are read whole, packed or plain; recipes take from packages what they name and
nothing else.
"""

import hashlib
import io
import lzma
import runpy
import subprocess
import sys
import tarfile
import zipfile

import pytest
from conftest import ROOT

from llmcourse.data import bundled as files
from llmcourse.data.bundled import read_bytes, read_jsonl, read_text

SOURCES = runpy.run_path(str(ROOT / "recipes" / "sources.py"))


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
    (bundled / "a.jsonl").write_text(
        '{"text": "one\u2028line"}\n\n{"text": "two"}', encoding="utf-8"
    )
    assert read_jsonl("set/a.jsonl") == [{"text": "one\u2028line"}, {"text": "two"}]


def test_a_missing_file_names_those_beside_it(bundled):
    (bundled / "b.txt").touch()
    (bundled / "a.txt").touch()
    with pytest.raises(
        FileNotFoundError,
        match=r"'set/c\.txt' comes with the course\. In that folder are: a\.txt, b",
    ):
        read_bytes("set/c.txt")


def test_a_missing_folder_is_named():
    with pytest.raises(FileNotFoundError, match="Nor is there a folder 'sets'"):
        read_bytes("sets/c.txt")


# what the recipes take from packages


def packed(path, contents):
    """An npm package or a wheel with these files."""
    if path.suffix == ".tgz":
        with tarfile.open(path, "w:gz") as tar:
            for name, data in contents.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
    else:
        with zipfile.ZipFile(path, "w") as wheel:
            for name, data in contents.items():
                wheel.writestr(name, data)
    return path


CONTENTS = {
    "a/two.txt": b"2",
    "a/one.txt": b"1",
    "a/setup.py": b"raise SystemExit",
    "b/three.txt": b"3",
}
TAKEN = hashlib.sha256(b"12").hexdigest()


@pytest.mark.parametrize(
    ("client", "package", "file"),
    [
        ("npm", "@our/set", "our-set-1.0.tgz"),
        ("npm", "set", "set-1.0.tgz"),
        ("pip", "our-set", "our_set-1.0-py3-none-any.whl"),
    ],
)
def test_a_recipe_takes_the_files_it_names_in_order(tmp_path, client, package, file):
    packed(tmp_path / file, CONTENTS)
    taken = SOURCES["take"](SOURCES["Source"](client, package, "1.0", "a/*.txt", TAKEN), tmp_path)
    assert list(taken.items()) == [("a/one.txt", b"1"), ("a/two.txt", b"2")]


def test_a_recipe_refuses_other_files_than_it_was_written_for(tmp_path):
    packed(tmp_path / "set-1.0.tgz", CONTENTS | {"a/one.txt": b"7"})
    with pytest.raises(
        ValueError, match=rf"2 files a/\*\.txt of set-1\.0\.tgz have SHA-256 .*, not {TAKEN}"
    ):
        SOURCES["take"](SOURCES["Source"]("npm", "set", "1.0", "a/*.txt", TAKEN), tmp_path)


@pytest.mark.parametrize(
    ("client", "file", "command"),
    [
        ("npm", "set-1.0.tgz", "npm pack --silent set@1.0"),
        (
            "pip",
            "set-1.0-py3-none-any.whl",
            "pip download --quiet --no-deps --only-binary=:all: set==1.0",
        ),
    ],
)
def test_a_package_that_is_not_there_is_fetched_by_its_client(
    tmp_path, monkeypatch, client, file, command
):
    ran = []

    def run(words, cwd, check):
        ran.append(" ".join(words))
        packed(cwd / file, CONTENTS)

    monkeypatch.setattr(subprocess, "run", run)
    source = SOURCES["Source"](client, "set", "1.0", "a/*.txt", TAKEN)
    assert SOURCES["take"](source, tmp_path) == SOURCES["take"](source, tmp_path)
    assert len(ran) == 1 and ran[0].endswith(command)


def test_a_client_that_brings_nothing_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *words, **options: None)
    with pytest.raises(FileNotFoundError, match=r"npm ended well, yet set 1\.0 is not in"):
        SOURCES["take"](SOURCES["Source"]("npm", "set", "1.0", "*", TAKEN), tmp_path)


def test_a_recipe_writes_what_it_builds(tmp_path, monkeypatch):
    """With a folder of downloads as its argument."""
    packed(tmp_path / "set-1.0.tgz", CONTENTS)
    monkeypatch.setattr(sys, "argv", ["make_set.py", str(tmp_path)])
    monkeypatch.setitem(SOURCES["run"].__globals__, "FILES", tmp_path / "files")
    source = SOURCES["Source"]("npm", "set", "1.0", "a/*.txt", TAKEN)
    SOURCES["run"](
        source,
        lambda taken: {
            "set/all.txt.xz": SOURCES["pack"]("".join(map(bytes.decode, taken.values())))
        },
    )
    assert lzma.decompress((tmp_path / "files/set/all.txt.xz").read_bytes()) == b"12"
