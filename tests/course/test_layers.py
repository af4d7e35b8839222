"""Every import inside the package, lazy ones included, runs in one direction, and there is no
cycle.
"""

import ast
from graphlib import TopologicalSorter

import pytest
from conftest import ROOT, checked_modules

LAYERS = {  # a folder or module: the parts of the package that it may import besides itself
    "machine": (),
    "data": ("machine",),
    "evaluation": ("machine",),
    "models": ("machine", "moved"),
    "pretrained": ("machine", "models"),
    "training": ("machine", "models"),
    "lesson": (),
    "moved": (),
    "grading": ("machine", "__version__"),
    "doctor": ("machine", "grading"),
    "cli": ("machine", "grading", "doctor"),
}
GRADING = {  # the same within grading/
    "records": (),
    "answers": (),
    "checks": ("records", "forbidden"),
    "forbidden": (),
    "pipe": (),
    "assignment": ("records", "forbidden"),
    "submissions": ("records", "assignment"),
    "sandbox": ("records", "answers", "forbidden", "pipe"),
    "running": ("records", "answers", "pipe", "assignment", "sandbox"),
    "reports": ("records",),
    "grade": ("records", "answers", "assignment", "submissions", "sandbox", "running", "reports"),
    "plugin": ("running",),
}
PACKAGE = ROOT / "llmcourse"
MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in MODULES}


def imported(path):
    """Names of the package's modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("llmcourse."))
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "relative import"
            if node.module == "llmcourse" or str(node.module).startswith("llmcourse."):
                full = (f"{node.module}.{alias.name}" for alias in node.names)
                yield from (
                    name if name in NAMES or name.count(".") == 1 else node.module for name in full
                )


def parts_of(path):
    return path.relative_to(PACKAGE).with_suffix("").parts


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path):
    if path.name == "__init__.py":
        assert set(imported(path)) <= {"llmcourse.moved"}, "__init__ files re-export nothing"
        return
    own = parts_of(path)
    for name in imported(path):
        other = name.split(".")[1:]
        assert other[0] in (own[0], *LAYERS[own[0]]), f"{name} is not below {own[0]}"
        if own[0] == other[0] == "grading":
            assert other[1] in (own[1], *GRADING[own[1]]), f"{name} is not below grading/{own[1]}"


def test_no_module_imports_itself_round_a_corner():
    graph = {name: set(imported(path)) & NAMES.keys() for name, path in NAMES.items()}
    list(TopologicalSorter(graph).static_order())  # CycleError where there is one


def test_every_folder_has_its_layer():
    rooms = {parts_of(path)[0] for path in MODULES} - {"__init__"}
    assert rooms == set(LAYERS)
    assert {parts_of(path)[1] for path in MODULES if parts_of(path)[0] == "grading"} - {
        "__init__"
    } == set(GRADING)


def test_imports_are_seen_wherever_they_stand(tmp_path):
    file = tmp_path / "module.py"
    lazy = "def f():\n    from llmcourse.grading import checks\n    import llmcourse.models.rnn\n"
    file.write_text("from llmcourse import __version__\n" + lazy)
    expected = ["llmcourse.__version__", "llmcourse.grading.checks", "llmcourse.models.rnn"]
    assert sorted(imported(file)) == expected


def test_every_module_with_shapes_is_checked():
    with_shapes = {name for name, path in NAMES.items() if "jaxtyping" in path.read_text("utf-8")}
    assert with_shapes and with_shapes <= set(checked_modules())
