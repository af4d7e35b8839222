"""Every recipe that trains starts and makes progress within a minute, and vocabularies are what
their recipe makes.
"""

import os
import runpy
import subprocess
import sys

import pytest
import torch
from conftest import ROOT

from llmcourse.data.generated.tales import corpus
from llmcourse.models.transformer import Transformer, llama_style
from llmcourse.pretrained import shipped
from llmcourse.training.loop import TrainingConfig

FAMILIES = ("comparison", "emergence", "scaling")  # they write a table, the others work in a folder
PLACES = {f"train_{family}.py": "--out" for family in FAMILIES}


def package_files():
    files = (
        path for path in (ROOT / "llmcourse").rglob("*") if path.is_file() and path.suffix != ".pyc"
    )
    return {path: path.stat().st_mtime_ns for path in files}


@pytest.fixture(scope="module")
def tales():
    """The tales are made once on a machine, which takes half a minute and is no recipe's fault."""
    corpus.texts("test")


@pytest.mark.slow
@pytest.mark.usefixtures("tales")
@pytest.mark.parametrize(
    "name", sorted(path.name for path in (ROOT / "recipes").glob("train_*.py"))
)
def test_smoke_mode_makes_progress_and_leaves_the_package_alone(name, tmp_path):
    before = package_files()
    command = [
        sys.executable,
        str(ROOT / "recipes" / name),
        PLACES.get(name, "--work"),
        str(tmp_path / "made"),
    ]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [*command, "--smoke"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "validation" in done.stdout
    assert package_files() == before


@pytest.mark.slow
@pytest.mark.parametrize("name", ["speeches", "tales"])
def test_vocabularies_come_from_their_recipe(name):
    makers = runpy.run_path(str(ROOT / "recipes" / "make_vocabularies.py"))["MAKERS"]
    assert makers[name]() == shipped.read_vocabulary(name)


@pytest.fixture
def runs(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "recipes")
    import runs

    return runs


def test_a_table_of_runs_goes_on_where_it_ends(runs, tmp_path):
    out, made = tmp_path / "runs.jsonl", iter([{"run": 1}, {"run": 2, "loss": float("inf")}])
    runs.carry_out(
        out,
        minutes=1,
        next_run=lambda done: (lambda: next(made)) if len(done) < 2 else None,
        card=str,
    )
    assert runs.done_in(out) == [{"run": 1}, {"run": 2, "loss": float("inf")}]


@pytest.mark.parametrize("cut", ["", '{"run": 2, "lo'])
def test_a_line_that_was_cut_off_is_replaced(runs, tmp_path, cut):
    out = tmp_path / "runs.jsonl"
    out.write_text('{"run": 1}\n' + cut)
    assert runs.done_in(out) == [{"run": 1}]
    runs.append(out, {"run": 3})
    assert runs.done_in(out) == [{"run": 1}, {"run": 3}]


def test_a_rate_that_is_too_high_is_a_result(runs):
    model = Transformer(llama_style(5, 8, n_layers=1, d_model=4, n_heads=1, d_ff=4, n_kv_heads=1))
    history = runs.attempt(
        model, lambda _: torch.zeros(2, 5, dtype=torch.long), TrainingConfig(steps=60, lr=1e30)
    )
    assert history.steps == 0
