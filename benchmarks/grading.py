"""The grader beside nbgrader and plain nbval: the same class, the same exercises, in turns, in one
run.

    python benchmarks/grading.py      # about twelve minutes; makes an environment with nbgrader first

A class of 20 hands in three small exercises, once with NumPy and once with PyTorch; every third
answer is wrong. Ours is timed as a user runs it: `llmcourse grade`, with its start, sandbox and all
reports. nbgrader is timed for its `autograde` alone (its feedback pages would come on top), and
nbval for one pytest run per notebook with the instructor's checks in it, two at a time. Then ours
alone on 20, 200 and 1,000, and the memory of its processes.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

import nbformat
import psutil
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from peers import GRADERS, median_ratio, peer_python

CLASS, SIZES, ROUNDS, NAME = 20, (20, 200, 1000), 2, "01_bench"
KINDS = {
    "numpy": (
        "import numpy as np",
        "draw.standard_normal(({n}, 5))",
        "np.",
        "np.allclose",
        "axis",
        "keepdims",
    ),
    "torch": (
        "import torch",
        "torch.randn({n}, 5, generator=draw)",
        "torch.",
        "torch.allclose",
        "dim",
        "keepdim",
    ),
}
DRAW = {
    "numpy": "draw = np.random.default_rng(secret_seed('{number}'))",
    "torch": "draw = secret_generator('{number}')",
}
ANSWERS = {
    "1.1": (
        "normalized",
        "x - x.mean({axis}=-1, {keep}=True)",
        "x + x.mean({axis}=-1, {keep}=True)",
    ),
    "1.2": ("weights", "{m}exp(x) / {m}exp(x).sum({axis}=-1, {keep}=True)", "{m}exp(x)"),
    "1.3": ("gram", "x @ x.T", "x.T @ x"),
}


def solution(kind: str) -> NotebookNode:
    """The assignment in our form, which is nbgrader's too; its grading cells emit for us and assert
    for nbgrader.
    """
    setup, inputs, m, close, axis, keep = KINDS[kind]
    cells = [new_code_cell(setup, id="setup", metadata=_role("setup"))]
    for number, (name, right, _) in ANSWERS.items():
        key, right = number.replace(".", "-"), right.format(m=m, axis=axis, keep=keep)
        answer = f"def {name}(x):\n    ### BEGIN SOLUTION\n    return {right}\n    ### END SOLUTION"
        truth = f"x = {m}ones((2, 3))\nassert {close}({name}(x), {right}), 'Not yet.'"
        hidden = (
            "### BEGIN HIDDEN TESTS\nfrom llmcourse.grading.answers import emit, secret_generator, "
            "secret_seed\n"
            f"{DRAW[kind].format(number=number)}\nx = {inputs.format(n=4)}\n"
            f"emit('rows', lambda: {name}(x), points=1)\nemit('one row', lambda: {name}(x[:1]), "
            "points=1)\n"
            "### END HIDDEN TESTS"
        )
        cells += [
            new_markdown_cell(
                f"## Exercise {number} · {name} · 1 minutes · ★ · 2 points", id=f"task-{key}"
            ),
            new_code_cell(answer, id=f"ex-{key}", metadata=_role(f"ex-{key}", solution=True)),
            new_code_cell(truth, id=f"check-{key}", metadata=_role(f"check-{key}", locked=True)),
            new_code_cell(
                hidden, id=f"grade-{key}", metadata=_role(f"grade-{key}", grade=True, points=2)
            ),
        ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(
        cells=cells, metadata={"kernelspec": kernel, "llmcourse": {"assignment": NAME}}
    )


def for_nbgrader(kind: str) -> NotebookNode:
    """The same assignment with asserts in its grading cells, as nbgrader wants them."""
    _, inputs, m, close, axis, keep = KINDS[kind]
    notebook = deepcopy(solution(kind))
    draw = {
        "numpy": "draw = np.random.default_rng(7)",
        "torch": "draw = torch.Generator().manual_seed(7)",
    }[kind]
    for cell in notebook.cells:
        if cell.id.startswith("grade-"):
            name, right, _ = ANSWERS[cell.id[6:].replace("-", ".")]
            right = right.format(m=m, axis=axis, keep=keep)
            lines = (
                f"x = {inputs.format(n=4)}",
                f"assert {close}({name}(x), {right})",
                "x = x[:1]",
            )
            body = "\n".join([draw, *lines, lines[1]])
            cell.source = f"### BEGIN HIDDEN TESTS\n{body}\n### END HIDDEN TESTS"
    return notebook


def submission(kind: str, notebook: NotebookNode, number: int) -> NotebookNode:
    """What learner `number` hands in: every third answer is wrong."""
    _, _, m, _, axis, keep = KINDS[kind]
    notebook = deepcopy(notebook)
    for place, (exercise, (name, right, wrong)) in enumerate(ANSWERS.items()):
        written = (wrong if (number + place) % 3 == 0 else right).format(m=m, axis=axis, keep=keep)
        cell = next(
            cell for cell in notebook.cells if cell.id == f"ex-{exercise.replace('.', '-')}"
        )
        cell.source = f"def {name}(x):\n    return {written}"
    notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith("grade-")]
    return notebook


def ours(kind: str, n: int, folder: Path, watch: bool = False) -> tuple[float, dict[str, float]]:
    """Seconds of `llmcourse grade` for a class of n, and megabytes of its processes when they are
    watched.
    """
    save(solution(kind), folder / "solutions" / f"{NAME}.ipynb")
    for number in range(n):
        save(submission(kind, solution(kind), number), folder / "in" / f"learner{number:04d}.ipynb")
    command = [
        sys.executable,
        "-m",
        "llmcourse.cli",
        "grade",
        folder / "in",
        "--out",
        folder / "out",
        "--assignment",
    ]
    begun = time.monotonic()
    run = subprocess.Popen(
        [*command, folder / "solutions" / f"{NAME}.ipynb"], stdout=subprocess.DEVNULL
    )
    memory = watched(run) if watch else {}
    assert run.wait() == 0
    seconds = time.monotonic() - begun
    graded = json.loads((folder / "out" / "grades.json").read_text())["learners"]
    expected = [sum(2 * ((number + place) % 3 != 0) for place in range(3)) for number in range(n)]
    assert [one["earned"] for one in graded] == expected
    return seconds, memory


def watched(run: subprocess.Popen) -> dict[str, float]:
    """The most megabytes that a worker, a learner's process and the warm process had for
    themselves.
    """
    most = {"worker": 0.0, "learner": 0.0, "warm": 0.0}
    while run.poll() is None:
        for process in family_of(run.pid):
            try:
                kind = kind_of(process)
                most[kind] = max(most.get(kind, 0.0), process.memory_full_info().uss / 1e6)
            except psutil.Error:  # it has just ended
                continue
        time.sleep(0.02)
    most.pop("box", None)
    return most


def family_of(pid: int) -> list[psutil.Process]:
    """All processes that a process has started."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kind_of(process: psutil.Process) -> str:
    """What a process of the grader is: bubblewrap's box, a worker, the warm process, or a
    learner's, forked from it.
    """
    if process.name() == "bwrap":
        return "box"
    if "serve" not in process.cmdline():
        return "worker"
    parent = process.parent()
    return (
        "learner" if parent and parent.name() != "bwrap" and "serve" in parent.cmdline() else "warm"
    )


def nbgrader(kind: str, n: int, folder: Path) -> float:
    """Seconds of `nbgrader autograde` for a class of n."""
    python = peer_python(GRADERS)
    save(for_nbgrader(kind), folder / "source" / "ps1" / f"{NAME}.ipynb")
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'bench'\n"
    )
    environment = {
        **os.environ,
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "OMP_NUM_THREADS": "1",
    }

    def call(*words: str) -> None:
        command = [python, "-m", "nbgrader", *words, "--log-level=ERROR"]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)

    call("generate_assignment", "ps1", "--force")
    released = nbformat.read(folder / "release" / "ps1" / f"{NAME}.ipynb", 4)
    for number in range(n):
        answers = {
            cell.id: cell.source for cell in submission(kind, for_nbgrader(kind), number).cells
        }
        handed_in = deepcopy(released)
        for cell in handed_in.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            if grade_id.startswith("ex-"):
                cell.source = answers[grade_id]
        save(handed_in, folder / "submitted" / f"learner{number:04d}" / "ps1" / f"{NAME}.ipynb")
    begun = time.monotonic()
    call("autograde", "ps1", "--force")
    seconds = time.monotonic() - begun
    assert len(list((folder / "autograded").glob("*/ps1/*.ipynb"))) == n
    return seconds


def plain_nbval(kind: str, n: int, folder: Path) -> float:
    """Seconds of one `pytest --nbval-lax` a notebook, two at a time, the instructor's cells pasted
    over.
    """
    python = peer_python(GRADERS)
    paths = []
    for number in range(n):
        answers = {
            cell.id: cell.source for cell in submission(kind, for_nbgrader(kind), number).cells
        }
        notebook = for_nbgrader(kind)
        for cell in notebook.cells:
            cell.source = answers.get(cell.id, cell.source)
        paths.append(save(notebook, folder / f"learner{number:04d}.ipynb"))
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    options = ["-q", "--nbval-lax", "--nbval-current-env", "-p", "no:cacheprovider"]

    def call(path: Path) -> int:
        command = [python, "-m", "pytest", *options, path]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True).returncode

    begun = time.monotonic()
    with ThreadPoolExecutor(2) as two:
        codes = list(two.map(call, paths))
    assert set(codes) <= {0, 1}, codes
    return time.monotonic() - begun


def save(notebook: NotebookNode, path: Path) -> Path:
    """Write a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def _role(grade_id: str, **more: object) -> dict:
    roles = {"locked": False, "solution": False, "grade": False, "task": False, **more}
    return {"nbgrader": {"schema_version": 3, "grade_id": grade_id, **roles}}


def main() -> None:
    """Time all, in turns, and print seconds and ratios."""
    peer_python(GRADERS)
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        print(
            f"{CLASS} submissions of 3 exercises, {os.cpu_count()} cores, {ROUNDS} rounds: best "
            "seconds, ratios"
        )
        for kind in KINDS:
            times: dict[str, list[float]] = {"ours": [], "nbgrader": [], "nbval": []}
            for round in range(ROUNDS):
                here = folder / f"{kind}{round}"
                times["ours"].append(ours(kind, CLASS, here / "ours")[0])
                times["nbgrader"].append(nbgrader(kind, CLASS, here / "nbgrader"))
                times["nbval"].append(plain_nbval(kind, CLASS, here / "nbval"))
            for peer in ("nbgrader", "nbval"):
                ratio = median_ratio(times[peer], times["ours"])
                best = f"ours {min(times['ours']):6.1f}  {peer} {min(times[peer]):6.1f}"
                print(f"{kind:6s} {best}  {ratio:5.1f} times as fast")
        for kind in KINDS:
            for n in SIZES:
                seconds, memory = ours(kind, n, folder / f"{kind}-{n}", watch=n == SIZES[1])
                own = ", ".join(f"{name} {size:.0f} MB" for name, size in memory.items())
                print(
                    f"{kind:6s} {n:5d} submissions {seconds:7.1f} s, {1000 * seconds / n:6.1f} ms "
                    f"each  {own}"
                )
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
