"""What protection this machine gives: Landlock, seccomp and bubblewrap, where they work."""

from llmcourse.grading.records.result import Level
from llmcourse.grading.sandbox import bubblewrap, landlock, seccomp


def level() -> Level:
    """Return what protection this machine gives."""
    abi = landlock.version()
    if abi and seccomp.available():
        box = ", bubblewrap" if bubblewrap.works() else ""
        return Level(
            "strict",
            f"strict: Landlock version {abi}, seccomp{box} and limits: "
            "no files but its own, no network, no other process",
        )
    missing = "seccomp" if abi else "Landlock"
    return Level(
        "basic",
        f"basic ({missing} is not available): separate process, own directory, time limit; "
        "no protection of files or network",
    )
