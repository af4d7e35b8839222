"""The pytest plugin for learners: `pytest exercises/04_self_attention.ipynb` checks one's own
answers.

Only notebooks that carry `metadata.llmcourse.assignment`, in a folder of exercises or submissions,
are collected, and none when nbval runs notebooks itself. pytest loads this module at every start,
so it imports what it needs only when there is such a notebook.
"""

from pathlib import Path

import pytest

FOLDERS = {"exercises", "submissions"}


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a learner's notebook; leave every other file to others."""
    if (
        file_path.suffix != ".ipynb"
        or not FOLDERS & set(file_path.parts[:-1])
        or _nbval_runs(parent.config)
    ):
        return None
    if ".ipynb_checkpoints" in file_path.parts:
        return None
    from llmcourse.grading.running import check

    return check.collect(file_path, parent)


def _nbval_runs(config: pytest.Config) -> bool:
    return bool(config.getoption("nbval", False) or config.getoption("nbval_lax", False))
