"""Lines that can be read: one idea a line, in the package and in the notebooks."""

import ast

import nbformat
import pytest
from conftest import ROOT

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
MODULES = sorted((ROOT / "llmcourse").rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST_LINE = 100


def offenses(source):
    """What has to be decoded in Python source, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.NamedExpr):
            yield node.lineno, "a value is named inside an expression (:=)"
        if isinstance(node, ast.Assign) and len(node.targets) > 1:
            yield node.lineno, "a chained assignment"
        if isinstance(node, COMPREHENSIONS) and holds(node, COMPREHENSIONS):
            yield node.lineno, "a comprehension inside a comprehension"
        if isinstance(node, ast.IfExp) and holds(node, ast.IfExp):
            yield node.lineno, "a conditional inside a conditional"
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Tuple):
            yield node.lineno, "statements packed into a tuple"
        if is_packed(node) and node.end_lineno > node.lineno:
            yield node.lineno, "assignments packed into a tuple of several lines"


def is_packed(node):
    if not isinstance(node, ast.Assign):
        return False
    return isinstance(node.value, ast.Tuple) and isinstance(node.targets[0], ast.Tuple)


def holds(node, kinds):
    return any(isinstance(inner, kinds) for inner in ast.walk(node) if inner is not node)


def code_cells(path):
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    return [(cell.id, cell.source) for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_have_one_idea_a_line(path):
    assert list(offenses(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_have_one_idea_a_line(path):
    found = [(name, *offense) for name, source in code_cells(path) for offense in offenses(source)]
    assert found == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_have_short_lines(path):
    lines = [(name, line) for name, source in code_cells(path) for line in source.splitlines()]
    assert [(name, line) for name, line in lines if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("if (x := f()):\n    pass", ":="),
        ("a = b = 0", "chained"),
        ("[[y for y in x] for x in z]", "comprehension"),
        ("x = 1 if a else 2 if b else 3", "conditional"),
        ("a(), b()", "packed"),
        ("a, b = (\n    1,\n    2,\n)", "packed"),
    ],
)
def test_offenses_are_noticed(source, complaint):
    assert any(complaint in words for _, words in offenses(source))


def test_plain_code_passes():
    source = "x = [f(y) for y in z if y]\na, b = 1, 2\nw = 1 if x else 2"
    assert list(offenses(source)) == []
