"""For every test: shapes in signatures are checked, and warnings are errors."""

from pathlib import Path

import pytest
from jaxtyping import install_import_hook

install_import_hook(["llmcourse.models", "llmcourse.generation", "llmcourse.optimizers"], "beartype.beartype")

ROOT = Path(__file__).parents[1]


def pytest_configure(config):
    """Here and not in pyproject.toml, so that a newer library's warning never fails a learner's own check."""
    config.addinivalue_line("filterwarnings", "error")


@pytest.fixture
def root():
    """The course's folder."""
    return ROOT
