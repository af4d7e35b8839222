"""What works on this machine and what does not, in plain words, one line each."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

COURSE = Path(__file__).resolve().parents[1]
SET_UP = (
    "Run `make setup` in the course's folder (Windows: py bootstrap.py setup), and use the Python "
    "in its .venv."
)


@dataclass(frozen=True)
class Finding:
    """One line of the examination: "ok", "note" (works, with a limit) or "problem" (stops the
    course).
    """

    word: str
    text: str
    advice: str = ""


def examine() -> int:
    """Print one finding for each check; 1 when there is a problem, else 0."""
    problems = 0
    for name, look in CHECKS.items():
        finding = _guarded(look)
        problems += finding.word == "problem"
        print(f"{finding.word:8} {name:10} {finding.text}", flush=True)
        if finding.advice:
            print(f"{'':19} -> {finding.advice}", flush=True)
    print()
    print(
        "The course runs here."
        if not problems
        else f"To be mended before the course runs: {problems}, marked 'problem'."
    )
    return 1 if problems else 0


def _guarded(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:
        return Finding("problem", f"stopped with {type(error).__name__}: {error}", SET_UP)


def python() -> Finding:
    """Return the version of Python, and which one it is."""
    return Finding("ok", f"{'.'.join(map(str, sys.version_info[:3]))}, {sys.executable}")


def packages() -> Finding:
    """Return the packages that the course asks for, and how they differ from requirements.lock."""
    from packaging.requirements import Requirement

    asked = [Requirement(text) for text in importlib.metadata.requires("llmcourse") or []]
    unmet = [str(one) for one in asked if _applies(one) and _version(one.name) not in one.specifier]
    if unmet:
        return Finding("problem", f"missing or of another version: {', '.join(unmet)}", SET_UP)
    lock = COURSE / "requirements.lock"
    if not lock.exists():
        return Finding(
            "note",
            "all there; requirements.lock is not beside the package, so versions were not compared",
        )
    lines = map(Requirement, lock.read_text(encoding="utf-8").splitlines())
    locked = [one for one in lines if _applies(one) and _version(one.name)]
    other = [one for one in locked if _version(one.name) not in one.specifier]
    if not other:
        return Finding("ok", f"all {len(locked)} as in requirements.lock")
    names = ", ".join(
        f"{one.name} {_version(one.name)} (tested: {one.specifier})" for one in other[:4]
    )
    more = f" and {len(other) - 4} more" * (len(other) > 4)
    return Finding("note", f"all there, some in other versions than those tested: {names}{more}")


def _applies(requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def torch() -> Finding:
    """Return whether torch loads and multiplies."""
    start = time.perf_counter()
    import torch

    seconds = time.perf_counter() - start
    torch.ones(2, 2) @ torch.ones(2, 2)
    build = (
        f"built for CUDA {torch.version.cuda}; the course uses the CPU"
        if torch.version.cuda
        else "CPU build"
    )
    return Finding("ok", f"{torch.__version__}, {build}, loaded in {seconds:.1f} s")


def threads() -> Finding:
    """Return how many threads torch uses of the cores that there are."""
    import torch

    used, cores = torch.get_num_threads(), os.cpu_count() or 1
    if used == 1 and cores > 1:
        return Finding(
            "note",
            f"1 of {cores} cores",
            "Unset OMP_NUM_THREADS for more speed, unless you set it on purpose.",
        )
    return Finding("ok", f"{used} ({cores} cores)")


def precision() -> Finding:
    """Return whether 16-bit numbers are faster here, timed."""
    import torch

    from llmcourse.machine.runtime import fast_dtype

    if fast_dtype() == torch.bfloat16:
        return Finding(
            "ok", "bfloat16 was faster than float32 in a trial, so the large model multiplies in it"
        )
    return Finding("ok", "float32; bfloat16 was not faster in a trial")


def kernel() -> Finding:
    """Start a notebook's Python process, as JupyterLab does, and let it answer."""
    from jupyter_client.manager import KernelManager

    start = time.perf_counter()
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        where = _ask(manager, "__import__('sys').executable")
    finally:
        manager.shutdown_kernel(now=True)
    seconds = time.perf_counter() - start
    if not os.path.samefile(where, sys.executable):
        return Finding(
            "note",
            f"starts another Python than this one: {where}",
            "Choose the kernel 'Python 3' in JupyterLab.",
        )
    return Finding("ok", f"a notebook's Python started and answered in {seconds:.1f} s")


def _ask(manager, expression: str) -> str:
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        reply = client.execute_interactive("", user_expressions={"it": expression}, timeout=60)
        return reply["content"]["user_expressions"]["it"]["data"]["text/plain"].strip("'\"")
    finally:
        client.stop_channels()


def front_end() -> Finding:
    """Return JupyterLab, and the widgets inside it."""
    versions = {name: _version(name) for name in ("jupyterlab", "ipywidgets", "jupyterlab_widgets")}
    if not versions["jupyterlab"]:
        return Finding("problem", "JupyterLab is missing", SET_UP)
    if not all(versions.values()):
        return Finding(
            "note", "widgets are missing; the chapters show still pictures instead", SET_UP
        )
    return Finding("ok", f"JupyterLab {versions['jupyterlab']}, widgets {versions['ipywidgets']}")


def model() -> Finding:
    """Return whether the real model has been fetched, whole and unaltered."""
    from llmcourse.machine.fetch import SMOLLM2, cached, place_of, verify

    name = f"{SMOLLM2.name}, {SMOLLM2.size / 1e6:.0f} MB"
    if cached(SMOLLM2) is None:
        advice = (
            "With a network, run `llmcourse fetch` once. Until then an untrained stand-in takes "
            "its place."
        )
        return Finding("note", f"{name}: not fetched yet", advice)
    if not verify(SMOLLM2):
        return Finding(
            "problem",
            f"{name}: altered, its hash is wrong",
            "Run `llmcourse fetch`: it is removed and fetched again.",
        )
    return Finding("ok", f"{name}, hash right, {place_of(SMOLLM2)}")


def disk() -> Finding:
    """Return free space where the course lies."""
    free = shutil.disk_usage(COURSE).free
    words = f"{free / 1e9:.1f} GB free"
    if free < 100_000_000:
        return Finding(
            "problem", f"{words}: JupyterLab may fail to save your work", "Free some space."
        )
    return (
        Finding("note", words, "Soon too full: free some space.")
        if free < 1_000_000_000
        else Finding("ok", words)
    )


def sandbox() -> Finding:
    """Return how well learners' code is kept in when it is graded: this matters to instructors
    only.
    """
    from llmcourse.grading.sandbox.protection import level

    found = level()
    if found.word == "strict":
        return Finding("ok", found.sentence)
    return Finding(
        "note",
        found.sentence,
        "Matters only if you grade others' notebooks: do that on Linux, or in Docker.",
    )


CHECKS = {
    "Python": python,
    "packages": packages,
    "torch": torch,
    "threads": threads,
    "precision": precision,
    "notebooks": kernel,
    "front end": front_end,
    "model": model,
    "disk": disk,
    "sandbox": sandbox,
}
