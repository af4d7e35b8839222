"""Where else in a learner's file the code of an answer stands: in a cell of their own, in the setup
cell, in another exercise's cell.

Only answer cells are graded. What a learner wrote next to one is never run; its names are read from
the source, so that the report can say which line to move. Pure functions on notebooks.
"""

import ast
import builtins
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from llmcourse.grading.forbidden import parsed

MAX_READ = 1_000_000  # characters of all cells together: a tree takes a hundred times its source
BUILT_IN = frozenset(vars(builtins))
ROLES = {
    "ex": "the answer cell of {}",
    "check": "the check cell of {}",
    "grade": "the grading cell of {}",
}


@dataclass(frozen=True)
class Written:
    """A cell of a submission: what to call it, the names that it makes, and its own id."""

    place: str
    makes: frozenset[str]
    name: str | None


def written_cells(cells: Iterable[Any], pristine: Mapping[str, str]) -> list[Written]:
    """Return all cells of a submission that differ from those handed out and that make names.

    `pristine` holds the sources of the original by cell id.
    """
    found, left = [], MAX_READ
    known = set(pristine.values())
    for place, cell in enumerate(cells, start=1):
        source = source_of(cell)
        left -= len(source)
        if left < 0:
            break
        names = made_names(source) if source not in known else frozenset()
        if names:
            name = next((one for one in cell_names(cell) if one in pristine), None)
            found.append(Written(_place(cell, name, place), names, name))
    return found


def made_names(source: str) -> frozenset[str]:
    """Return the names that a cell makes for other cells: functions, classes, imports, variables.

    >>> sorted(made_names("import numpy as np\\ndef f(x):\\n    y = 1\\nz = 2"))
    ['f', 'np', 'z']
    """
    tree = parsed(source)
    if tree is None:
        return frozenset()
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        else:
            found |= _bound_in(node)
    return frozenset(found)


def used_names(source: str) -> frozenset[str]:
    """Return the names that a cell reads, wherever they come from."""
    tree = parsed(source)
    if tree is None:
        return frozenset()
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return frozenset(node.id for node in names if isinstance(node.ctx, ast.Load))


def lacking(
    source: str, stub: str, shared: Iterable[str], written: Iterable[Written]
) -> dict[str, str]:
    """Return the names that an answer needs and that nothing but another cell of the file makes:
    which cell.

    It needs the names that it reads, and those that its `stub` makes. `shared` are the sources of
    the cells that run before it.
    """
    there = BUILT_IN | made_names(source)
    for one in shared:
        there |= made_names(one)
    wanted = (used_names(source) | made_names(stub)) - there
    return {name: cell.place for cell in written for name in cell.makes & wanted}


def source_of(cell: Any) -> str:
    """Return the source of a cell of an untrusted file; empty when there is none to read."""
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    # Half characters cannot be written.
    return source.encode("utf8", "replace").decode() if isinstance(source, str) else ""


def cell_names(cell: Any) -> list[str]:
    """Return what a cell may be known by: its id, and nbgrader's name for it (Jupyter gives a
    pasted cell a new id).
    """
    metadata = mapping(mapping(cell).get("metadata"))
    names = mapping(cell).get("id"), mapping(metadata.get("nbgrader")).get("grade_id")
    return list(dict.fromkeys(name for name in names if isinstance(name, str)))


def mapping(value: Any) -> dict:
    """Return a dictionary: the value if it is one, or an empty one."""
    return value if isinstance(value, dict) else {}


def _bound_in(node: ast.stmt) -> set[str]:
    """Return the names that a statement outside of functions binds."""
    found: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            found.add(one.id)
        elif isinstance(one, ast.alias):
            found.add(one.asname or one.name.split(".")[0])
        elif isinstance(one, ast.FunctionDef | ast.ClassDef):
            found.add(one.name)
    return found - {"*"}


def _place(cell: Any, name: str | None, place: int) -> str:
    role, _, key = (name or "").partition("-")
    if re.fullmatch(r"\d+-\d+", key) and role in ROLES:
        return ROLES[role].format(key.replace("-", "."))
    if name is not None:
        return f"the cell {name!r}"
    kind = "" if mapping(cell).get("cell_type") == "code" else ", which is not a code cell"
    return f"cell {place} of the notebook{kind}"
