"""Imports inside the package go one way only."""

import ast

import pytest
from conftest import ROOT

LAYERS = {  # module or folder: the parts of the package that it may import
    "installer": (),
    "runtime": (),
    "claims": (),
    "style": (),
    "fetch": ("installer",),
    "plotting": ("style",),
    "widgets": ("widgets", "style", "plotting", "claims"),
    "writing": (),
    "tokenizer": ("writing",),
    "data": ("data", "fetch"),
    "models": ("models", "runtime", "fetch", "tokenizer", "writing"),
    "generation": ("models", "runtime", "fetch"),
    "batches": (),
    "masking": ("batches", "tokenizer"),
    "scores": (),
    "checkpoints": ("writing",),
    "optimizers": ("runtime",),
    "training": ("runtime", "checkpoints", "optimizers"),
    "evaluation": (),
    "sealed": ("fetch", "writing"),
    "grading": ("grading", "writing", "fetch", "__version__"),
    "doctor": ("runtime", "fetch", "installer", "grading"),
    "cli": ("doctor", "fetch", "installer", "grading"),
}
MODULES = sorted((ROOT / "llmcourse").rglob("*.py"))


def imported(tree):
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name.split(".")[1] for name in names if name.startswith("llmcourse."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path):
    tree, part = ast.parse(path.read_text(encoding="utf-8")), path.relative_to(ROOT / "llmcourse").parts[0]
    if path.name == "__init__.py":
        assert not list(imported(tree)), "__init__ files re-export nothing"
    else:
        assert set(imported(tree)) <= set(LAYERS[part.removesuffix(".py")])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_lazy_import_dodges_it(path):
    if path.stem not in ("cli", "doctor") and "grading" not in path.parts:
        functions = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if hasattr(node, "returns")]
        assert not [name for function in functions for name in imported(function)]
