"""The instructor's guide is true: its commands run, in order, and print what it says they print."""

import os
import re
import shlex
import subprocess
import sys

import pytest
from conftest import ROOT

GUIDE = (ROOT / "docs" / "grading.md").read_text(encoding="utf8")
BLOCKS = re.findall(r"^```\n(\$ .+?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def steps():
    """Each command of the guide with the lines that it shows below it."""
    for block in BLOCKS:
        for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            yield command, shown.splitlines()


def run(command, folder):
    words = [word.replace("COURSE", str(ROOT)) for word in shlex.split(command)]
    program = {"llmcourse": ["-m", "llmcourse.cli"], "python": []}[words[0]]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "TZ": "UTC"}
    done = subprocess.run(
        [sys.executable, *program, *words[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    # Something could not be placed.
    expected = 1 if words[1] == "collect" and "--help" not in words else 0
    assert done.returncode == expected, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def assert_shows(shown, printed, command):
    """Every line that is shown was printed, in this order; without `...`, nothing else was."""
    lines, place = [without_chance(line) for line in printed.splitlines()], 0
    for line in map(without_chance, shown):
        if line != "...":
            assert line in lines[place:], f"{command}\ndoes not print: {line}\nbut:\n{printed}"
            place = lines.index(line, place) + 1
    if "..." not in shown:
        assert len(shown) == len(lines), f"{command}\nprints more:\n{printed}"


def without_chance(line):
    """A line without times and hashes."""
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:+]+|\b[0-9a-f]{8}\b", "?", line.rstrip())


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_command_prints_what_the_guide_shows(tmp_path):
    commands = list(steps())
    assert len(commands) >= 6
    for command, shown in commands:
        assert_shows(shown, run(command, tmp_path), command)
    assert {path.name for path in (tmp_path / "grades" / "04").iterdir()} >= {
        "overview.html",
        "learners",
        "gradebook.sqlite",
        "canvas.csv",
        "moodle.csv",
        "grades.csv",
        "grades.json",
        "gradescope",
    }


def test_files_and_options_that_the_guide_names_exist():
    helps = {
        name: run(f"llmcourse {name} --help", ROOT)
        for name in ("grade", "release", "collect", "override", "history")
    }
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", GUIDE)):
        docker = option in ("--rm", "--network")
        assert docker or any(option in text for text in helps.values()), option
    for path in re.findall(r"(?:docs|tests|tools)/[\w./]+\w", GUIDE):
        assert (ROOT / path).exists(), path
