"""For every test: types and shapes in signatures are checked, warnings are errors, recipes can be
imported.
"""

import sys
import zlib
from pathlib import Path

import pytest
from jaxtyping import install_import_hook

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "recipes"))  # recipes import their neighbors

# No shape is among them. They refuse a wrong word themselves, or make records by the hundred thousand,
# which would take minutes to check one by one.
UNCHECKED = (
    "llmcourse.data.generated.",
    "llmcourse.data.real.pairs",
    "llmcourse.data.splits",
    "llmcourse.data.written.",
)


def checked_modules():
    """The modules of the package in which types and shapes are checked."""
    for path in sorted((ROOT / "llmcourse").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if path.name != "__init__.py" and not name.startswith(UNCHECKED):
            yield name


install_import_hook(list(checked_modules()), "checked_types.check")


def pytest_addoption(parser):
    """`--proof` runs long proofs in full, and only these; `--part 2/3` the second third of them."""
    parser.addoption("--proof", action="store_true", help="the long proofs, in full")
    parser.addoption("--part", default="1/1", help="which part of the proofs, such as 2/3")


def pytest_collection_modifyitems(config, items):
    """Keep what was asked for: `make test` samples what `make proof` does in full."""
    number, of = map(int, config.getoption("part").split("/"))
    is_proof = config.getoption("proof")
    kept = [item for item in items if is_wanted(item, is_proof)]
    if is_proof:
        kept = [item for item in kept if part_of(item, of) == number]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def is_wanted(item, is_proof):
    """Tests marked `proof` are for `make proof` alone, those marked `sampled` for both."""
    marks = {mark.name for mark in item.iter_markers()}
    return bool(marks & {"proof", "sampled"}) if is_proof else "proof" not in marks


def part_of(item, of):
    """The part in which a test's file is, the same on every machine."""
    return 1 + zlib.crc32(item.path.relative_to(ROOT).as_posix().encode()) % of


@pytest.fixture(scope="session")
def amount(request):
    """How much of a long proof to do: `amount(full, sample)`."""
    is_proof = request.config.getoption("proof")
    return lambda full, sample: full if is_proof else sample


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
