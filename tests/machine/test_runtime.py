"""Seeds, progress, memory, counting and measuring."""

import platform
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from llmcourse.machine import runtime


def test_a_seed_repeats_every_source_of_chance():
    def draw():
        runtime.seed_everything(3)
        return torch.rand(2).tolist(), np.random.rand(2).tolist(), random.random()

    assert draw() == draw()


def test_threads_are_given_back():
    before = torch.get_num_threads()
    with runtime.threads(1):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before


def memory_is_kept():
    """Fetch and fill blocks of 200 MB: each costs new pages outside, only the first one inside.

    They are numpy's: torch aligns its own, so that a single one can miss the place that the one
    before it left.
    """
    import resource

    def new_pages():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(5):
            np.ones(200_000_000, np.uint8)
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    def fails():
        with runtime.keep_freed_memory():
            new_pages()
            raise InterruptedError

    outside, before = new_pages(), runtime.resident_megabytes()
    with runtime.keep_freed_memory():
        np.ones(200_000_000, np.uint8)
        assert new_pages() < outside / 10
        assert runtime.resident_megabytes() > before + 150
    assert runtime.resident_megabytes() < before + 50
    with pytest.raises(InterruptedError):
        fails()
    assert runtime.resident_megabytes() < before + 50
    assert new_pages() > outside / 2


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only Linux's C library is told to keep memory"
)
def test_memory_is_kept_within_the_context_and_then_given_back():
    """In a process of its own: in one that has run many tests, free memory lies everywhere."""
    folder = str(Path(__file__).parent)
    code = f"import sys; sys.path.append({folder!r}); import test_runtime as t; t.memory_is_kept()"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("library", [object(), None], ids=["another C library", "none to load"])
def test_other_c_libraries_are_left_alone(monkeypatch, library):
    monkeypatch.setattr(runtime.ctypes, "CDLL", lambda _: library)
    with runtime.keep_freed_memory():
        assert torch.ones(3).sum() == 3


def test_fast_dtype_is_one_of_the_two():
    assert runtime.fast_dtype() in (torch.float32, torch.bfloat16)


def test_best_is_the_shortest_run():
    waits = iter([0.0, 0.05, 0.01, 0.05])  # the first warms up and does not count
    assert 0.01 <= runtime.best_seconds(lambda: time.sleep(next(waits)), repeats=3) < 0.045
    with pytest.raises(ValueError, match="At least one run"):
        runtime.best_seconds(lambda: None, repeats=0)


def test_shared_weights_count_once():
    model = torch.nn.Sequential(
        torch.nn.Linear(5, 3, bias=False), torch.nn.Linear(5, 3, bias=False)
    )
    assert runtime.count_parameters(model) == 30
    model[1].weight = model[0].weight
    assert runtime.count_parameters(model) == 15


def test_progress_passes_everything_on_in_a_terminal():
    assert list(runtime.progress(["a", "b"], "letters")) == ["a", "b"]


class Line:
    """What a notebook shows, in place of the handle that `display` returns there."""

    def __init__(self):
        self.shown = []

    def update(self, bundle, raw):
        self.shown.append(bundle["text/plain"])


def test_progress_keeps_one_line_up_to_date_in_a_notebook(monkeypatch):
    line = Line()

    def display(bundle, raw, display_id):
        line.update(bundle, raw)
        return line

    monkeypatch.setattr(runtime, "display", display)
    monkeypatch.setattr(runtime.InteractiveShell, "initialized", lambda: True)
    assert list(runtime.progress(range(100), "steps")) == list(range(100))
    assert line.shown[0] == "steps: starting" and line.shown[-1] == "steps: 100 of 100 done"
    assert len(line.shown) < 10, "the line is not drawn anew for every item"
    line.shown.clear()
    for _ in runtime.progress(range(3), "steps"):
        time.sleep(0.3)
    assert any(text.startswith("steps: 1 of 3, about ") for text in line.shown)


def test_memory_is_read_where_the_system_tells():
    resident, peak = runtime.resident_megabytes(), runtime.peak_megabytes()
    assert np.isnan(resident) or 20 < resident < 100_000
    assert np.isnan(peak) or peak >= resident * 0.9
