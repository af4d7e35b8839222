"""What an exercise asks to rebuild must not be used in its answer: seen in the source, and guarded
when it runs.

An answer cell's metadata names it: `"llmcourse": {"forbids": ["torch.softmax",
"torch.Tensor.softmax"]}` stands for a function and a method; the name of a class or a module stands
for all that is in it, a name without a dot for one of Python's own, such as `sorted`. The guard
sees who calls: the check beside the answer may use what the answer may not. This keeps off the
careless and says so at once; who is determined to find another way to a library's function will
find one, and a person will see it in the source.
"""

import ast
import builtins
import contextlib
import importlib
import re
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from types import FrameType, FunctionType, ModuleType
from typing import Any

METHODS_OF = "torch.Tensor."
MAGICS = (  # of IPython, by what Python could read in their place
    (re.compile(r"^[ \t]*%%.*$", re.MULTILINE), ""),
    (re.compile(r"^([ \t]*)%(?:time|timeit|prun)[ \t]+", re.MULTILINE), r"\1"),  # code follows
    (re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE), r"\1pass"),
    (re.compile(r"=[ \t]*[%!].*$", re.MULTILINE), "= None"),
)

running = ""  # the answer whose cells are running, as its code's file is called


class Forbidden(Exception):
    """The answer used what it was asked to rebuild."""


def refusal(name: str) -> str:
    """Return the words for the learner."""
    return (
        f"`{name}` is what this exercise asks you to build, so it cannot be used here. Write it "
        "yourself."
    )


def used_in(source: str, forbids: Sequence[str], setup: str = "") -> tuple[str, int] | None:
    """Return the first forbidden name in an answer's source and its line; None when there is none,
    or no Python.

    `setup` is the source of the cells before it, whose imports the answer can use.
    """
    tree = parsed(source) if forbids else None
    if tree is None:
        return None
    known, own = {**_imports(parsed(setup)), **_imports(tree)}, _own_names(tree)
    for node in sorted(ast.walk(tree), key=lambda node: getattr(node, "lineno", 0)):
        for meaning in _meanings(node, known, own):
            for name in forbids:
                if meaning == name or meaning.startswith(name + "."):
                    return name, getattr(node, "lineno", 0)
    return None


def guard(forbids: Mapping[str, Sequence[str]]) -> None:
    """Make every name of `forbids` (by file name of the answer's code) raise Forbidden when that
    code calls it.

    Code without a file of its own (made by exec, by a magic) counts as the answer's whose cells are
    running.
    """
    callers: dict[str, set[str]] = {}
    for file, names in forbids.items():
        for name in names:
            callers.setdefault(name, set()).add(file)
    for name, files in callers.items():
        _guard(name, files)


def _guard(name: str, files: set[str]) -> None:
    module = _module(name)
    if module:
        for inner, value in vars(module).copy().items():
            if callable(value) and str(getattr(value, "__module__", "")).startswith(name):
                _replace(module, inner, name, files)
        return
    path, _, last = name.rpartition(".")
    owner = _owner(path) if path else builtins
    if hasattr(owner, last):
        _replace(owner, last, name, files)


def _replace(owner: Any, attribute: str, name: str, files: set[str]) -> None:
    thing = getattr(owner, attribute)
    if isinstance(thing, type) and isinstance(thing.__init__, FunctionType):  # type: ignore[misc]
        thing.__init__ = _refusing(thing.__init__, name, files)  # type: ignore[misc]
    else:  # a function, or a class that is not written in Python
        setattr(owner, attribute, _refusing(thing, name, files))


def _refusing(call: Callable, name: str, files: set[str]) -> Callable:
    def guarded(*arguments, **named):
        if _asked_by(sys._getframe(1), files):
            raise Forbidden(refusal(name))
        return call(*arguments, **named)

    guarded.__name__, guarded.__doc__ = getattr(call, "__name__", name), call.__doc__
    return guarded


def _asked_by(frame: FrameType | None, files: set[str]) -> bool:
    """Return whether a call comes from code of these files, and not from a cell of the course that
    was called by no answer.
    """
    while frame is not None:
        file = frame.f_code.co_filename
        if file in files or (
            running in files and file.startswith("<") and not file.startswith("<frozen")
        ):
            return True
        if file.startswith("cell "):
            return False
        frame = frame.f_back
    return running in files  # a thread of its own


def _module(name: str) -> ModuleType | None:
    with contextlib.suppress(ImportError):
        return importlib.import_module(name)
    return None


def _owner(path: str) -> Any:
    """Return the module or class of this name; None when there is none."""
    module, _, cls = path.rpartition(".")
    return _module(path) or (module and getattr(_module(module), cls, None)) or None


def parsed(source: str) -> ast.Module | None:
    """Return a cell's syntax tree, magics left out; None when it is no Python. Nothing of the
    source is run.
    """
    for magic, instead in MAGICS:
        source = magic.sub(instead, source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what Python finds odd in it
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _imports(tree: ast.Module | None) -> dict[str, str]:
    """Return what the imported names of a cell stand for."""
    known: dict[str, str] = {}
    if tree is None:
        return known
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                known[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            known |= {
                alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names
            }
    return known


def _own_names(tree: ast.Module) -> set[str]:
    return {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def _meanings(node: ast.AST, known: Mapping[str, str], own: set[str]) -> list[str]:
    """Return the dotted names that a piece of source stands for."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Name):
        return [known.get(node.id, node.id)] if node.id not in own else []
    if not isinstance(node, ast.Attribute):
        return []
    parts, base = [node.attr], node.value
    while isinstance(base, ast.Attribute):
        parts, base = [base.attr, *parts], base.value
    if isinstance(base, ast.Name) and base.id in known:
        return [".".join([known[base.id], *parts])]
    return [] if node.attr in own else [METHODS_OF + node.attr]
