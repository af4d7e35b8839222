"""Odd values at the border of public functions: tables of calls that are refused in words, and what
each folder of the package has to be tried with.

In the tests every type is checked before a function is reached; here the modules are imported a
second time, plainly, as a learner has them.
"""

import importlib
import inspect
import re
import sys
from collections import Counter
from typing import Any

import pytest

PLAIN: dict[str, Any] = {}  # modules of the package, imported without the checker of types
AT_LEAST = 3  # odd values for each function and class


def plainly(*names):
    """The modules of the package with these names, without the checker of types."""
    kept = {name: module for name, module in sys.modules.items() if is_own(name)}
    finders = list(sys.meta_path)
    for name in kept:
        del sys.modules[name]
    sys.modules.update(PLAIN)
    sys.meta_path[:] = [one for one in finders if not type(one).__module__.startswith("jaxtyping")]
    try:
        found = [importlib.import_module(f"llmcourse.{name}") for name in names]
        PLAIN.update({name: module for name, module in sys.modules.items() if is_own(name)})
    finally:
        sys.meta_path[:] = finders
        for name in PLAIN:
            sys.modules.pop(name, None)
        sys.modules.update(kept)
    return found


def is_own(name):
    return name == "llmcourse" or name.startswith("llmcourse.")


def each(table):
    """Parametrize by every row: the function's name, the words expected, the call."""
    ids = [f"{name} {words}" for name, words, _ in table]
    return pytest.mark.parametrize(("words", "call"), [row[1:] for row in table], ids=ids)


def assert_refused(words, call):
    """It raises an error of the course's own: of these kinds, and with words."""
    with pytest.raises((ValueError, TypeError, FileNotFoundError)) as caught:
        call()
    assert caught.type in (ValueError, TypeError, FileNotFoundError)
    assert re.search(words, str(caught.value)), str(caught.value)
    raised_in = caught.traceback[-1].path.as_posix()
    assert "/site-packages/" not in raised_in, "an error from below, not the course's own"


def public(module):
    """Names of the functions and classes of a module that take arguments."""
    for name, one in vars(module).items():
        own = getattr(one, "__module__", None) == module.__name__ and not name.startswith("_")
        takes = inspect.isfunction(one) and inspect.signature(one).parameters
        if own and (inspect.isclass(one) or takes):
            yield f"{module.__name__.rpartition('.')[2]}.{name}"


def tried_too_little(table, modules, plain_records=()):
    """Public functions and classes with too few odd values; `plain_records` are classes that only
    keep what they are given.
    """
    count = Counter(name for name, _, _ in table)
    names = {name for module in modules for name in public(module)}
    assert set(count) <= names, set(count) - names
    assert set(plain_records) <= names, set(plain_records) - names
    few = {name: count[name] for name in names - set(plain_records) if count[name] < AT_LEAST}
    return few
