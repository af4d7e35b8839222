"""A process forked from the warm one is like one started from nothing, only sooner."""

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from llmcourse.grading.running.kernel import KernelLost, PipeKernel
from llmcourse.grading.sandbox import bubblewrap
from llmcourse.grading.sandbox.paths import PACKAGE, readable
from llmcourse.grading.sandbox.process import Limits, Sandbox
from llmcourse.grading.sandbox.protection import level
from llmcourse.grading.sandbox.scratch import scratch
from llmcourse.grading.sandbox.warm import Warm

pytestmark = pytest.mark.skipif(
    level().word != "strict", reason="the strict sandbox is not available here"
)
BOXES = ["without bubblewrap", "with bubblewrap"]


@pytest.fixture(scope="module", params=BOXES)
def source(request):
    if request.param == BOXES[1] and not bubblewrap.works():
        pytest.skip("bubblewrap is not installed, or not allowed here")
    with scratch() as folder:
        wrap = bubblewrap.command(readable(), folder) if request.param == BOXES[1] else []
        with Warm(folder, PACKAGE.parent, ["torch", "no_such_module"], wrap) as warm:
            yield warm


@pytest.fixture
def start(source):
    kernels = []

    def start():
        seed = {"SEED": str(len(kernels))}
        box = Sandbox(True, Limits(cell_seconds=5), seed, source.path, source.path.parent)
        kernels.append(PipeKernel(box))
        return kernels[-1]

    yield start
    for kernel in kernels:
        kernel.stop()


def raised(kernel, source):
    """Run a cell; the words of what it raised, or None."""
    kernel.await_reply(kernel.execute_cell_input(source))
    return kernel.problem and kernel.problem["words"]


def test_a_process_starts_at_once_with_torch_at_hand(start):
    start()
    assert raised(start(), "import torch; assert torch.ones(2).sum().item() == 2") is None
    assert raised(start(), "import sys; assert 'torch' in sys.modules") is None


def test_processes_share_neither_environment_nor_folder_nor_state(start):
    first, second = start(), start()
    look = (
        "import os, torch\n"
        "raise Exception(os.environ['SEED'], os.getcwd() == os.environ['HOME'], hasattr(torch, "
        "'mine'))"
    )
    assert raised(first, "import torch; torch.mine = 1; open('file', 'w').close()") is None
    assert raised(first, look) == "('0', True, True)"
    assert raised(second, look) == "('1', True, False)"
    assert raised(second, "import os; raise Exception(os.listdir())") == "[]"
    draws = {
        raised(kernel, "import random; raise Exception(random.random())")
        for kernel in (first, second)
    }
    assert len(draws) == 2


@pytest.mark.parametrize(
    "deed", ["open({path!r})", "__import__('os').kill({pid}, 9)", "__import__('os').fork()"]
)
def test_a_forked_process_is_locked_and_cannot_touch_the_warm_one(start, source, deed):
    text = raised(
        start(), deed.format(path=str(PACKAGE.parent / "pyproject.toml"), pid=source.process.pid)
    )
    assert "ermitted" in text or "denied" in text or "No such" in text
    assert source.process.poll() is None


def test_what_others_own_is_out_of_sight(start, source, tmp_path):
    if "bwrap" not in source.process.args[0]:
        pytest.skip("without bubblewrap, names and sizes of files can be seen")
    assert "No such" in raised(start(), f"import os; os.stat({str(tmp_path)!r})")
    assert "No such" in raised(start(), f"import os; os.stat('/proc/{os.getpid()}/mem')")


def test_its_death_is_noticed_at_once(start):
    kernel = start()
    with pytest.raises(KernelLost, match="ended while it ran"):
        raised(kernel, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")


def test_it_ends_with_its_asker(start, source):
    kernel = start()
    before = len(children(source))
    kernel.sandbox.process.line.close()  # as when the grader dies
    deadline = time.monotonic() + 5
    while len(children(source)) == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(children(source)) == before - 1
    assert source.process.poll() is None


def children(source):
    import psutil

    return psutil.Process(source.process.pid).children(recursive=True)


def test_a_warm_process_that_cannot_start_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(RuntimeError, match="did not start"), Warm(tmp_path, PACKAGE.parent):
        pass


def test_a_long_path_to_the_temporary_folder_is_no_hindrance(tmp_path):
    deep = tmp_path / ("a" * 100) / ("b" * 100)
    deep.mkdir(parents=True)
    with Warm(deep, PACKAGE.parent) as warm:
        kernel = PipeKernel(Sandbox(True, Limits(cell_seconds=5), {}, warm.path, deep))
        assert raised(kernel, "1 / 0") == "division by zero"
        kernel.stop()


def test_folders_of_runs_that_were_killed_are_taken_away(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / "llmcourse-grade-999999999-abc"
    others = tmp_path / "llmcourse-grade-of-somebody"
    for folder in (left, others):
        (folder / "deep" / "er").mkdir(parents=True)
    with scratch() as mine:
        assert not left.exists() and others.exists() and mine.exists()
        with scratch():
            assert mine.exists()
    assert not mine.exists() and list(Path(tmp_path).iterdir()) == [others]
