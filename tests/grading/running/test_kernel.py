"""A guarded process notices what a Jupyter kernel's client would wait for, and believes nothing
that it is sent.
"""

import os
import sys
import time
from queue import Empty

import pytest

from llmcourse.grading.running.kernel import KernelLost, KernelUnavailable, PipeKernel
from llmcourse.grading.sandbox.process import Limits, Sandbox
from llmcourse.grading.sandbox.protection import level

LOCKED = level().word == "strict"
FORGE = """
import os, struct, json
def send(body):
    for fd in range(3, 60):
        try: os.write(fd, struct.pack(">I", len(body)) + body)
        except OSError: pass
"""


@pytest.fixture
def kernel():
    kernel = PipeKernel(Sandbox(LOCKED, Limits(cell_seconds=3)))
    yield kernel
    kernel.stop()


def run(kernel, source):
    """Run a cell; what it emitted, and what went wrong."""
    kernel.await_reply(kernel.execute_cell_input(source))
    return kernel.answers, kernel.problem


def test_cells_share_their_names_and_magics_work(kernel):
    assert run(kernel, "x = 20; print('printed')") == ([], None)
    assert run(kernel, "%time y = x + 1\nassert y == 21") == ([], None)
    assert run(kernel, "import asyncio\nawait asyncio.sleep(0)") == ([], None)


def test_what_went_wrong_comes_with_its_line(kernel):
    kernel.cell_name = "answer 1.1"
    assert run(kernel, "def f():\n    x = 1\n    e = ValueError('no')\n    raise e") == ([], None)
    kernel.cell_name = "cell check-1-1"
    assert run(kernel, "f()")[1] == {"type": "ValueError", "words": "no", "line": 4}
    kernel.cell_name = "answer 1.1"
    assert run(kernel, "def f(:\n    pass")[1] == {
        "type": "SyntaxError",
        "words": "invalid syntax",
        "line": 1,
    }


def test_emitted_answers_arrive_and_nbval_sees_the_end_of_the_cell(kernel):
    emit = "from llmcourse.grading.answers import emit\nemit('a', lambda: 3, points=1)"
    answers, problem = run(kernel, emit)
    assert problem is None and [one["answer"] for one in answers] == [{"kind": "int", "value": "3"}]
    assert kernel.get_message("iopub")["content"] == {"execution_state": "idle"}
    with pytest.raises(Empty):
        kernel.get_message("iopub")


@pytest.mark.parametrize("source", ["import os; os._exit(0)", "import ctypes; ctypes.string_at(8)"])
def test_a_dead_process_is_noticed_at_once(kernel, source):
    with pytest.raises(KernelLost, match="ended while it ran"):  # not "ran longer than"
        run(kernel, source)
    assert not kernel.is_alive() and not kernel.sandbox.directory.exists()


def test_a_cell_that_ignores_interrupts_is_killed_at_its_limit(kernel):
    start = time.monotonic()
    with pytest.raises(KernelLost, match="longer than 3 seconds"):
        run(
            kernel,
            "while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass",
        )
    assert time.monotonic() - start < 60  # the loop would never end


def test_a_flood_of_output_goes_nowhere_and_costs_nothing(kernel):
    flood = (
        "import os, sys\nfor _ in range(2000): print('x' * 1000), sys.stderr.write('y' * 1000), "
        "os.write(1, b'z')"
    )
    assert run(kernel, flood) == ([], None)


@pytest.mark.parametrize(
    "body",
    [
        "b'no JSON'",
        "b'[]'",
        "b'{}'",
        "b'7'",
        "b'[' * 100_000",
        "json.dumps({'kind': 'answer', 'content': 'x' * 15_000_000}).encode()",
    ],
)
def test_forged_messages_cost_the_exercise_and_nothing_else(kernel, body):
    with pytest.raises(KernelLost, match="could not be read"):
        run(kernel, FORGE + f"import time\nfor _ in range(9): send({body})\ntime.sleep(2)")


def test_a_forged_length_is_not_believed(kernel):
    forged = (
        "import os, time\nfor fd in range(3, 60):\n    try: os.write(fd, b'\\xff' * 9)\n    except "
        "OSError: pass"
    )
    with pytest.raises(KernelLost):
        run(kernel, forged + "\ntime.sleep(2)")


def test_a_process_that_reads_no_more_does_not_stop_the_grader(kernel):
    forged = (
        """send(b'{"kind": "done", "problem": null}')\nimport threading, time\ntime.sleep(60)"""
    )
    assert run(kernel, FORGE + forged) == ([], None)
    with pytest.raises(KernelLost, match="longer than 3 seconds"):
        run(kernel, "#" * 1_000_000)


def test_a_full_disk_is_somebody_elses_trouble():
    kernel = PipeKernel(Sandbox(LOCKED, Limits(cell_seconds=20, disk=20 << 20)))
    fill = (
        "import time\nfor i in range(1000):\n    open(f'{i}', 'wb').write(bytes(1 << 20))\n    "
        "time.sleep(0.01)"
    )
    with pytest.raises(KernelLost, match="too much to the disk"):
        run(kernel, fill)
    assert not kernel.sandbox.directory.exists()


def test_a_disk_that_others_have_filled_is_no_learners_fault(kernel, monkeypatch):
    monkeypatch.setattr("llmcourse.grading.running.kernel.is_nearly_full", lambda folder: True)
    with pytest.raises(KernelUnavailable, match="disk"):
        run(kernel, "x = 1")
    assert not kernel.is_alive()


def test_stopping_twice_is_no_error(kernel):
    kernel.stop()
    kernel.stop()
    assert not kernel.is_alive()


@pytest.mark.skipif(os.name != "posix", reason="starts `false`")
def test_a_process_that_cannot_start_is_no_learners_fault(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    box = Sandbox(lock=False)
    with pytest.raises(KernelUnavailable, match="did not start"):
        PipeKernel(box)
    assert not box.directory.exists()
    monkeypatch.setattr(sys, "executable", "/no/python")
    with pytest.raises(KernelUnavailable, match="could not be started"):
        PipeKernel(Sandbox(lock=False))
