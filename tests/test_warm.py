"""A kernel forked from the warm process is like one started from nothing, only sooner."""

import shutil
import sys
import time
from pathlib import Path

import pytest

from llmcourse.grading.kernel import GuardedKernel, KernelLost
from llmcourse.grading.sandbox import PACKAGE, Limits, Sandbox, level
from llmcourse.grading.warm import Warm

pytestmark = pytest.mark.skipif(level().word != "strict", reason="only locked kernels are forked")


@pytest.fixture(scope="module")
def source():
    with Warm(PACKAGE.parent) as source:
        yield source


@pytest.fixture
def start(source):
    kernels = []

    def start():
        kernels.append(GuardedKernel(Sandbox(True, Limits(cell_seconds=5), {"SEED": str(len(kernels))}, source.path)))
        return kernels[-1]

    yield start
    for kernel in kernels:
        kernel.stop()


def said(kernel, source):
    kernel.await_reply(kernel.execute_cell_input(source))
    pieces = []
    while (content := kernel.get_message("iopub", timeout=5)["content"]).get("execution_state") != "idle":
        pieces.append(content.get("text") or content.get("evalue") or "")
    return "".join(pieces).strip()


def test_a_kernel_starts_soon_with_torch_at_hand(start):
    start()
    begun = time.monotonic()
    kernel = start()
    assert said(kernel, "import torch; print(torch.ones(2).sum().item())") == "2.0"
    assert time.monotonic() - begun < 2


def test_kernels_share_neither_environment_nor_folder_nor_state(start):
    first, second = start(), start()
    look = (
        "import os, torch, random; print(os.environ['SEED'], os.getcwd() == os.environ['HOME'], hasattr(torch, 'mine'))"
    )
    assert said(first, "import torch; torch.mine = 1") == ""
    assert said(first, look) == "0 True True"
    assert said(second, look) == "1 True False"
    draws = {said(kernel, "import random; print(random.random())") for kernel in (first, second)}
    assert len(draws) == 2


@pytest.mark.parametrize(
    "deed",
    [
        "open({path!r})",
        "__import__('os').kill({pid}, 9)",
        "__import__('os').fork()",
        "__import__('os').listdir('/proc/{pid}/fd')",
    ],
)
def test_a_forked_kernel_is_locked_and_cannot_touch_the_warm_process(start, source, deed):
    text = said(start(), deed.format(path=str(PACKAGE.parent / "pyproject.toml"), pid=source.process.pid))
    assert "ermitted" in text or "denied" in text
    assert source.process.poll() is None


def test_its_death_is_noticed_within_a_second(start):
    kernel, begun = start(), time.monotonic()
    with pytest.raises(KernelLost, match="ended while it ran"):
        said(kernel, "import os; os._exit(3)")
    assert time.monotonic() - begun < 1.2


def test_it_ends_with_its_asker(start, source):
    kernel = start()
    pid = int(said(kernel, "import os; print(os.getpid())"))
    kernel.stop()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
    assert source.process.poll() is None


def test_a_warm_process_that_cannot_start_says_so(monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(RuntimeError, match="did not start"), Warm(PACKAGE.parent):
        pass
