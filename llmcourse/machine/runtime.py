"""What this machine can do, and how to measure it: seeds, threads, precision, time, memory."""

import ctypes
import gc
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

import numpy as np
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from torch import nn
from tqdm import tqdm

Item = TypeVar("Item")
# options of the C library (malloc.h), their values while memory is kept, the highest it takes alone
MALLOPT = (
    # M_TRIM_THRESHOLD: free bytes at the heap's end, beyond which they are given back.
    (-1, 2**31 - 1, 64 * 2**20),
    # M_MMAP_THRESHOLD: bytes from which a block lies outside the heap.
    (-3, 32 * 2**20, 32 * 2**20),
    (-4, 0, 2**16),  # M_MMAP_MAX: how many blocks may lie there
)


def seed_everything(seed: int) -> torch.Generator:
    """Seed the random numbers of Python, numpy and torch; return torch's generator.

    The environment variable `LLMCOURSE_SEED` is added to every seed: the tests see with it whether
    the verdicts of a chapter depend on its seeds.
    """
    shifted = seed + int(os.environ.get("LLMCOURSE_SEED", "0"))
    random.seed(shifted)
    np.random.seed(shifted)
    return torch.manual_seed(shifted)


def progress(items: Sequence[Item], label: str) -> Iterator[Item]:
    """Go through `items` and keep one line up to date: how many are done, and about how long the
    rest will take.

    Interrupting the kernel ends the loop; what it has kept so far stays. Outside a notebook the
    line goes to the terminal, or nowhere when there is none.
    """
    if not InteractiveShell.initialized():
        yield from tqdm(items, label, disable=None)
        return
    start = time.perf_counter()
    line = display({"text/plain": f"{label}: starting"}, raw=True, display_id=True)
    drawn = start
    for done, item in enumerate(items):
        now = time.perf_counter()
        if done and line and now - drawn > 0.2:
            left = (now - start) / done * (len(items) - done)
            line.update(
                {"text/plain": f"{label}: {done} of {len(items)}, about {left:.0f} s left"},
                raw=True,
            )
            drawn = now
        yield item
    if line:
        line.update({"text/plain": f"{label}: {len(items)} of {len(items)} done"}, raw=True)


@contextmanager
def threads(n: int) -> Iterator[None]:
    """Let torch use `n` threads within this context (or decorated function): small networks are
    fastest with one.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(n)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def keep_freed_memory() -> Iterator[None]:
    """Yield within this context (or decorated function) the process keeps what it frees, for the
    same sizes to be used again.

    Without it, Linux's C library gives large blocks back at once, and every step of a training gets
    them anew, page by page, each filled with zeros first. At the end of the context, all that is
    free is given back. Nothing happens with other C libraries.
    """
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if library is None or not hasattr(library, "malloc_trim"):
        yield
        return
    for option, keeping, _ in MALLOPT:
        library.mallopt(option, keeping)
    try:
        yield
    finally:
        for option, _, usual in MALLOPT:
            library.mallopt(option, usual)
        library.malloc_trim(0)


@cache
def fast_dtype() -> torch.dtype:
    """Return bfloat16 where one multiplication in it is measurably faster than in float32, else
    float32.

    With matrix units (AMX and the like) bfloat16 is two to six times faster; without them it can be
    twelve times slower, so nothing is assumed: both are timed once, a few milliseconds in all.
    """
    plain, short = (_matmul_seconds(dtype) for dtype in (torch.float32, torch.bfloat16))
    return torch.bfloat16 if short < 0.7 * plain else torch.float32


def _matmul_seconds(dtype: torch.dtype) -> float:
    a, b = torch.ones(128, 512, dtype=dtype), torch.ones(512, 512, dtype=dtype)
    return best_seconds(lambda: a @ b, repeats=3)


# Seconds of the processor that this process took: others on the machine do not count.
processor_clock = time.process_time


def best_seconds(
    work: Callable[[], object], repeats: int = 5, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return the shortest of a few runs, after one to warm up: on a busy machine the steadiest
    estimate. `processor_clock` leaves out what other programs take.
    """
    return min(seconds_of(work, repeats, clock))


def seconds_of(
    work: Callable[[], object], repeats: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Return the seconds of each of a few runs, after one to warm up."""
    if repeats < 1:
        raise ValueError(f"At least one run is needed to measure, not {repeats}.")
    work()
    seconds = []
    for _ in range(repeats):
        start = clock()
        work()
        seconds.append(clock() - start)
    return seconds


def count_parameters(model: nn.Module) -> int:
    """Return numbers that the model learned: each tensor once, however often it is used; 8-bit
    weights count like others.
    """
    weights = {id(p): p.numel() for p in model.parameters()}
    weights |= {id(b): b.numel() for b in model.buffers() if b.dtype == torch.int8}
    return sum(weights.values())


def resident_megabytes() -> float:
    """Return memory that this process holds now, in MB (10^6 bytes); NaN where the system does not
    tell.
    """
    gc.collect()
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[1])
    except OSError:
        return float("nan")
    import resource

    return pages * resource.getpagesize() / 1e6


def peak_megabytes() -> float:
    """Return the most memory that this process ever held, in MB; NaN on Windows."""
    if sys.platform == "win32":
        return float("nan")
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
