"""For every test: types and shapes in signatures are checked, warnings are errors, recipes can be
imported.
"""

import sys
from pathlib import Path

import pytest
from jaxtyping import install_import_hook

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "recipes"))  # recipes import their neighbors

install_import_hook("llmcourse", "checked_types.check")


def pytest_configure(config):
    """Here and not in pyproject.toml, so that a newer library's warning never fails a learner's own
    check.
    """
    config.addinivalue_line("filterwarnings", "error")


@pytest.fixture
def root():
    """The course's folder."""
    return ROOT


@pytest.fixture
def displayed(monkeypatch):
    """Every displayed mime bundle, with the widget that it came from as its "widget"."""
    from llmcourse.lesson import claims
    from llmcourse.lesson.widgets import shown

    bundles, original = [], shown.display_widget

    def keep(widget, static, plain):
        original(widget, static, plain)
        bundles[-1]["widget"] = widget

    monkeypatch.setattr(shown, "display_widget", keep)
    monkeypatch.setattr(shown, "display", lambda bundle, raw: bundles.append(bundle))
    monkeypatch.setattr(claims, "_entries", {})
    return bundles
