"""Who does the work: a pool that outlives its workers, one processor each, and a Dask cluster that
loses one midway.
"""

import os
import signal
import threading
import time

import pytest
import toy_assignment as toy

from llmcourse.grading.grade import CannotGrade, grade_folder
from llmcourse.grading.records.gradebook import FILE, Gradebook
from llmcourse.grading.running import crew
from llmcourse.grading.sandbox.process import Limits

LIMITS = Limits(cell_seconds=20)
BUSY = """
import threading

def work():
    while True:
        sum(range(1000))

for _ in range(100):
    threading.Thread(target=work, daemon=True).start()
while True:
    pass
"""
SLOW = """
import time

def double(x):
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    return 2 * x
"""


def die_once(marker):
    """A task that takes its worker with it, the first time."""
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def die():
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def pool(tmp_path):
    with crew.Pool(2, crew.Workspace(tmp_path, tmp_path, None)) as pool:
        yield pool


def test_every_task_is_done_once_and_failures_come_as_values(pool):
    tasks = [(number, (divmod, 10, number)) for number in range(20)]
    results = dict(crew.in_turn(pool, tasks))
    assert isinstance(results.pop(0), ZeroDivisionError)
    assert results == {number: divmod(10, number) for number in range(1, 20)}


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_a_worker_that_dies_is_replaced_and_its_task_done_again(pool, tmp_path):
    tasks = [
        (0, (die_once, tmp_path / "marker")),
        *((number, (abs, -number)) for number in range(1, 9)),
    ]
    assert dict(crew.in_turn(pool, tasks)) == {
        0: "done",
        **{number: number for number in range(1, 9)},
    }


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_a_task_that_always_kills_its_worker_is_given_up_at_last(pool):
    results = dict(crew.in_turn(pool, [("bad", (die,))]))
    assert isinstance(results["bad"], Exception)
    assert dict(crew.in_turn(pool, [("good", (abs, -1))])) == {"good": 1}


@pytest.fixture
def course(tmp_path):
    solution = toy.save(toy.solution(), tmp_path / "solutions" / "01_toy.ipynb")
    return tmp_path / "in", solution, tmp_path / "out"


@pytest.mark.slow
@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity") or (os.cpu_count() or 1) < 2, reason="needs two processors"
)
def test_a_submission_with_a_hundred_busy_threads_slows_down_nobody_else(course):
    """Each worker's learners have one processor; with the cell limit so short, sharing it would
    fail the others.
    """
    for number in range(6):
        toy.save(toy.submission({"1.1": BUSY}), course[0] / f"busy{number}.ipynb")
        toy.save(
            toy.submission({"1.1": SLOW, "1.2": toy.RIGHT["1.2"]}),
            course[0] / f"slow{number}.ipynb",
        )
    earned = {
        one.submission.learner: one.earned
        for one in grade_folder(*course, limits=Limits(cell_seconds=4), jobs=2).grades
    }
    assert earned == {f"busy{number}": 0 for number in range(6)} | {
        f"slow{number}": 5 for number in range(6)
    }


@pytest.mark.slow
def test_one_core_or_many_the_grades_are_the_same(course):
    for number, answers in enumerate(
        [toy.RIGHT, toy.WRONG, {"1.1": toy.RIGHT["1.1"]}, {}, {"1.1": "1/0"}] * 3
    ):
        toy.save(toy.submission(answers), course[0] / f"learner{number:02d}.ipynb")
    alone, together = (
        [
            (one.submission.learner, one.earned, one.outcomes)
            for one in grade_folder(*course[:2], limits=LIMITS, jobs=jobs).grades
        ]
        for jobs in (1, 3)
    )
    assert alone == together


def test_memory_is_shared_fairly():
    assert 512 << 20 <= crew.usable_memory(1000) <= crew.usable_memory(1) <= 4 << 30


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_told_kindly(course):
    pytest.importorskip("distributed")
    toy.save(toy.submission(toy.RIGHT), course[0] / "ann.ipynb")
    with pytest.raises(CannotGrade, match=r"127\.0\.0\.1:9"):
        grade_folder(*course, limits=LIMITS, dask="tcp://127.0.0.1:9")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_dask_cluster_of_two_loses_one_worker_midway_and_grades_everyone_once(course):
    distributed = pytest.importorskip("distributed")
    for number in range(60):
        toy.save(
            toy.submission(toy.RIGHT if number % 3 else toy.WRONG),
            course[0] / f"learner{number:02d}.ipynb",
        )
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, protocol="tcp"
    ) as cluster:
        killer = threading.Thread(target=kill_one_midway, args=(cluster, course[2] / FILE))
        killer.start()
        result = grade_folder(*course, limits=LIMITS, dask=cluster.scheduler_address)
        killer.join()
    assert killer.killed
    assert [one.earned for one in result.grades] == [
        5.0 if number % 3 else 0.0 for number in range(60)
    ]
    with Gradebook(course[2] / FILE, "01_toy", ()) as book:
        assert sorted(entry.learner for entry in book.history()) == [
            f"learner{number:02d}" for number in range(60)
        ]


def kill_one_midway(cluster, path):
    thread = threading.current_thread()
    thread.killed = False
    deadline = time.monotonic() + 120
    while toy.recorded(path) < 10 and time.monotonic() < deadline:
        time.sleep(0.02)
    if toy.recorded(path) < 50:
        os.kill(cluster.workers[0].process.pid, signal.SIGKILL)
        thread.killed = True
