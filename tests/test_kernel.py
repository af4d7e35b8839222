"""A guarded kernel notices what nbval's would wait for."""

import time

import pytest

from llmcourse.grading.kernel import GuardedKernel, KernelLost, KernelUnavailable
from llmcourse.grading.sandbox import Limits, Sandbox, level


@pytest.fixture
def kernel():
    kernel = GuardedKernel(Sandbox(level().word == "strict", Limits(cell_seconds=3)))
    yield kernel
    kernel.stop()


def run(kernel, source):
    """Run a cell; the seconds it took."""
    start = time.monotonic()
    kernel.await_reply(kernel.execute_cell_input(source), timeout=2000)
    return time.monotonic() - start


def text_of(kernel):
    pieces = []
    while True:
        message = kernel.get_message("iopub", timeout=5)
        if message["content"].get("execution_state") == "idle":
            return "".join(pieces)
        pieces.append(message["content"].get("text", ""))


def test_cells_run_and_output_arrives_in_order(kernel):
    run(kernel, "x = 20; print('one'); print('two')")
    assert text_of(kernel) == "one\ntwo\n"
    run(kernel, "print(x + 1)")
    assert text_of(kernel) == "21\n"


@pytest.mark.parametrize("source", ["import os; os._exit(0)", "import ctypes; ctypes.string_at(8)"])
def test_a_dead_kernel_is_noticed_within_a_second(kernel, source):
    start = time.monotonic()
    with pytest.raises(KernelLost, match="ended while it ran"):
        run(kernel, source)
    assert time.monotonic() - start < 1.5  # of which a segmentation fault's own report takes a part
    assert not kernel.is_alive() and not kernel.sandbox.directory.exists()


def test_a_cell_that_ignores_interrupts_is_killed_at_its_limit(kernel):
    start = time.monotonic()
    with pytest.raises(KernelLost, match="longer than 3 seconds"):
        run(kernel, "while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass")
    assert time.monotonic() - start < 4.5


def test_output_is_bounded(kernel):
    run(kernel, "for _ in range(2000): print('x' * 1000)")
    assert len(text_of(kernel)) < 100_000
    with pytest.raises(KernelLost):
        run(kernel, "while True: print('x' * 100_000, flush=True)")


def test_stopping_twice_is_no_error(kernel):
    kernel.stop()
    kernel.stop()
    assert not kernel.is_alive()


def test_a_kernel_that_cannot_start_is_no_learners_fault():
    box = Sandbox(lock=False)
    box.command = lambda: ["python", "-c", "raise SystemExit('no kernel here')"]
    with pytest.raises(KernelUnavailable, match="no kernel here"):
        GuardedKernel(box)
    assert not box.directory.exists()
