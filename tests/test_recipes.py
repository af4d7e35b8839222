"""Every recipe that trains starts and makes progress within a minute, and vocabularies are what their recipe makes."""

import os
import runpy
import subprocess
import sys

import pytest
from conftest import ROOT

from llmcourse import tokenizer
from llmcourse.data.tales import corpus

PLACES = {"train_emergence.py": "--out", "train_scaling.py": "--out"}  # families write a table, others work in a folder


def package_files():
    files = (path for path in (ROOT / "llmcourse").rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path: path.stat().st_mtime_ns for path in files}


@pytest.fixture(scope="module")
def tales():
    """The tales are made once on a machine, which takes half a minute and is no recipe's fault."""
    corpus.texts("test")


@pytest.mark.slow
@pytest.mark.usefixtures("tales")
@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "recipes").glob("train_*.py")))
def test_smoke_mode_makes_progress_and_leaves_the_package_alone(name, tmp_path):
    before = package_files()
    command = [sys.executable, str(ROOT / "recipes" / name), PLACES.get(name, "--work"), str(tmp_path / "made")]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run([*command, "--smoke"], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "validation" in done.stdout
    assert package_files() == before


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.stem for path in tokenizer.SHIPPED.glob("*.json")))
def test_vocabularies_come_from_their_recipe(name):
    make = runpy.run_path(str(ROOT / "recipes" / "make_vocabularies.py"))["make"]
    assert make(name) == tokenizer.shipped(name)
