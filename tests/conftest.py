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


@pytest.fixture
def displayed(monkeypatch):
    """Every displayed mime bundle, with the widget that it came from as its "widget"."""
    from llmcourse import claims
    from llmcourse.widgets import shown

    bundles, original = [], shown.display_widget

    def keep(widget, static, plain):
        original(widget, static, plain)
        bundles[-1]["widget"] = widget

    monkeypatch.setattr(shown, "display_widget", keep)
    monkeypatch.setattr(shown, "display", lambda bundle, raw: bundles.append(bundle))
    monkeypatch.setattr(claims, "_entries", {})
    return bundles
