"""Hostile answer cells: the files in the folders beside this one, a folder for a kind, handed in as
exercise 1.1.

What follows the line `# 1.2` in a file is handed in as exercise 1.2, which then deserves nothing.
"""

from pathlib import Path

import toy_assignment as toy
from attacks.case import NOTHING_ELSE, Case
from attacks.watch import trace

HERE = Path(__file__).parent
SECOND, PADDING = "\n# 1.2\n", "# PADDING"
PREFIXES = {"forged": "_frames.py", "smuggle": "_secret.py"}
# The guard on forbidden names lives in the learner's own process: it keeps off the careless, not
# the determined.
LIMITS = "limits"  # a row of their own in the table: what is not prevented is counted, too
KNOWN_LIMITS = {"forbidden-by_original", "forbidden-by_other_name"}
TOO_LONG = ("longer than 4 seconds",)
ENDED = ("ended while it ran",)
SAYS = {
    **dict.fromkeys(
        [
            "hangs-endless_loop",
            "hangs-sleeping",
            "hangs-deadlock",
            "hangs-long_call",
            "hangs-hangs_when_looked_at",
            "hangs-hangs_in_checks_only",
            "hangs-endless_compile",
            "hangs-empty_pipe",
            "exits-stopped",
            "checks-frozen_clock",
        ],
        TOO_LONG,
    ),
    **dict.fromkeys(
        ["exits-exit_now", "exits-segfault", "exits-aborts", "exits-c_recursion"], ENDED
    ),
    "memory-memory_bomb": ("MemoryError", *ENDED, *TOO_LONG),
    **dict.fromkeys(
        ["forbidden-by_string", "forbidden-by_exec", "forbidden-by_class"], ("asks you to build",)
    ),
    **dict.fromkeys(["forged-broken_frames", "forged-oversized_frame"], ("could not be read",)),
    **dict.fromkeys(["disk-many_files", "disk-many_large_files"], ("too much to the disk",)),
}


def answer_cells():
    """The files of attacks, by learner."""
    return {f"{path.parent.name}-{path.stem}": path for path in sorted(HERE.glob("*/[!_]*.py"))}


def hand_in(folder, known, only=None):
    """A submission for each answer cell, or for those with a name in `only`."""
    for learner, path in answer_cells().items():
        if only is None or path.stem in only:
            answers = _answers(path, known | {"TRACE": trace(learner)})
            toy.save(toy.submission(answers), folder / f"{learner}.ipynb")
            kind = LIMITS if learner in KNOWN_LIMITS else path.parent.name
            yield Case(kind, learner, _deserved(learner, path), SAYS.get(learner, ()))


def _deserved(learner, path):
    if learner in KNOWN_LIMITS:
        return (3, 2)
    return (0, 0) if SECOND in path.read_text() else NOTHING_ELSE


def _answers(path, known):
    """The sources of both exercises; what an attack knows stands before it."""
    prefix = "\n".join(f"{name} = {value!r}" for name, value in known.items()) + "\n"
    if path.parent.name in PREFIXES:
        prefix += (path.parent / PREFIXES[path.parent.name]).read_text() + "\n"
    first, _, second = path.read_text().partition(SECOND)
    second = prefix + second.replace(PADDING, "#" * 100_000) if second else toy.RIGHT["1.2"]
    return {"1.1": prefix + first, "1.2": second}
