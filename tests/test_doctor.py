"""The doctor: what it finds on this machine, what it says of others, and when it fails."""

import shutil

import pytest

from llmcourse import doctor
from llmcourse.doctor import Finding
from llmcourse.machine import fetch, runtime


@pytest.mark.slow
def test_this_machine_can_run_the_course(capsys, monkeypatch):
    monkeypatch.setattr(runtime, "fast_dtype", lambda: None)
    assert doctor.examine() == 0
    said = capsys.readouterr().out
    assert all(f" {name} " in said for name in doctor.CHECKS)
    assert "The course runs here." in said and "Traceback" not in said


def test_only_problems_fail_and_every_check_is_made(capsys, monkeypatch):
    def broken():
        raise ImportError("libgomp.so.1")

    ok, note = Finding("ok", "fine"), Finding("note", "slow", "Buy a faster one.")
    monkeypatch.setattr(doctor, "CHECKS", {"a": lambda: ok, "b": lambda: note})
    assert doctor.examine() == 0
    monkeypatch.setattr(doctor, "CHECKS", {"a": broken, "b": lambda: note})
    assert doctor.examine() == 1
    said = capsys.readouterr().out
    assert (
        "stopped with ImportError: libgomp.so.1" in said and said.count("-> Buy a faster one.") == 2
    )


def installed(monkeypatch, **versions):
    real = doctor._version
    monkeypatch.setattr(doctor, "_version", lambda name: versions.get(name, real(name)))


def test_packages_are_compared_with_what_is_asked_and_with_the_lock(monkeypatch):
    installed(monkeypatch, tqdm="1.0")
    assert doctor.packages().word == "problem" and "tqdm>=4.67" in doctor.packages().text
    installed(monkeypatch, tqdm="99.0")
    assert doctor.packages().word == "note" and "tqdm 99.0 (tested: ==" in doctor.packages().text


def test_without_its_lock_the_doctor_says_what_it_could_not_compare(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "COURSE", tmp_path)
    assert doctor.packages().word == "note" and "requirements.lock" in doctor.packages().text


@pytest.mark.parametrize(("free", "word"), [(5e9, "ok"), (5e8, "note"), (5e7, "problem")])
def test_disk(monkeypatch, free, word):
    monkeypatch.setattr(
        shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10**12, 0, free)
    )
    assert doctor.disk().word == word


def test_model_absent_is_a_note_and_altered_a_problem(monkeypatch, tmp_path):
    monkeypatch.setenv("LLMCOURSE_CACHE", str(tmp_path))
    found = doctor.model()
    assert found.word == "note" and "llmcourse fetch" in found.advice
    fetch.place_of(fetch.SMOLLM2).parent.mkdir(parents=True)
    with fetch.place_of(fetch.SMOLLM2).open("wb") as file:
        file.truncate(fetch.SMOLLM2.size)
    assert doctor.model().word == "problem"


def test_front_end_without_widgets_is_a_note(monkeypatch):
    installed(monkeypatch, ipywidgets="")
    assert doctor.front_end().word == "note"
    installed(monkeypatch, jupyterlab="")
    assert doctor.front_end().word == "problem"
