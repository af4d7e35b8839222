"""Old names of modules, for one release: notebooks that learners already have go on working, with a
kind message.

`install` makes Python find a module under its old name. What is found there is a stand-in that
looks each name up in the module that has it now.
"""

import importlib
import importlib.util
import sys
import warnings
from collections.abc import Callable
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

MODULES = {  # old name: new name, both below llmcourse
    "batches": "training.batches",
    "checkpoints": "training.checkpoints",
    "claims": "lesson.old_claims",
    "data.arithmetic": "data.generated.arithmetic",
    "data.books": "data.real.books",
    "data.digits": "data.real.digits",
    "data.everyday": "data.generated",
    "data.everyday.sentences": "data.generated.everyday",
    "data.labeled": "data.written.labeled",
    "data.pairs": "data.real.pairs",
    "data.reviews": "data.real.reviews",
    "data.rules": "data.written.rules",
    "data.speeches": "data.real.speeches",
    "data.tales": "data.generated.tales",
    "data.tales.corpus": "data.generated.tales.corpus",
    "data.tales.derived": "data.generated.tales.derived",
    "data.tales.store": "data.generated.tales.store",
    "data.tales.truth": "data.generated.tales.truth",
    "data.vectors": "data.real.vectors",
    "fetch": "machine.fetch",
    "generation": "models.generation",
    "masking": "training.masking",
    "models.gguf": "pretrained.gguf",
    "models.quantized": "pretrained.quantized",
    "models.shipped": "pretrained.shipped",
    "models.zoo": "pretrained.zoo",
    "optimizers": "training.optimizers",
    "plotting": "lesson.plotting",
    "runtime": "machine.runtime",
    "scores": "evaluation.scores",
    "sealed": "pretrained.sealed",
    "style": "lesson.style",
    "tokenizer": "models.tokenizer",
    "widgets": "lesson.widgets",
    "widgets.attention": "lesson.widgets.attention",
    "widgets.digits": "lesson.widgets.digits",
    "widgets.guessing": "lesson.widgets.guessing",
    "widgets.tokens": "lesson.widgets.tokens",
}
NAMES = {  # names that left the module they were in
    "fetch.cache_dir": "machine.files.cache_dir",
    "models.zoo.LanguageModel": "models.language_model.LanguageModel",
    "models.zoo.chat_text": "models.language_model.chat_text",
    "tokenizer.shipped": "pretrained.shipped.read_vocabulary",
}
PACKAGES = {  # old modules that are packages now: the module in them that has the old names
    "evaluation": "evaluation.loss",
    "training": "training.loop",
}


class OldName(MetaPathFinder, Loader):
    """Finds modules under their old names."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return how to load the stand-in; None for every name that is not an old one."""
        old = fullname.removeprefix("llmcourse.")
        if old == fullname or old not in MODULES:
            return None
        has_parts = any(name.startswith(old + ".") for name in MODULES)
        return importlib.util.spec_from_loader(fullname, self, is_package=has_parts)

    def exec_module(self, module: ModuleType) -> None:
        """Fill the stand-in and say once where its names are now."""
        old = module.__name__.removeprefix("llmcourse.")
        warnings.warn(_told(old, MODULES[old]), FutureWarning, stacklevel=2)
        module.__getattr__ = lookup(old, MODULES[old])  # type: ignore[method-assign]


def lookup(old: str, new: str) -> Callable[[str], Any]:
    """Return a module's `__getattr__`, which takes names of the module `old` from the module
    `new`.
    """

    def get(name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        module, _, own = NAMES.get(f"{old}.{name}", f"{new}.{name}").rpartition(".")
        return getattr(importlib.import_module(f"llmcourse.{module}"), own)

    return get


def package_lookup(package: str) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package that was a module once: old names still work, after a
    kind message.
    """
    old = package.removeprefix("llmcourse.")
    get = lookup(old, PACKAGES[old])

    def get_with_message(name: str) -> Any:
        if importlib.util.find_spec(f"{package}.{name}"):
            raise AttributeError(name)  # a module of the package, which Python imports by itself
        found = get(name)
        warnings.warn(
            _told(f"{old}.{name}", f"{PACKAGES[old]}.{name}"), FutureWarning, stacklevel=2
        )
        return found

    return get_with_message


def renamed(module: str, names: dict[str, str]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a module some of whose names changed: `names` maps old to new."""
    short = module.removeprefix("llmcourse.")

    def get(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        old, new = f"{short}.{name}", f"{short}.{names[name]}"
        warnings.warn(_told(old, new), FutureWarning, stacklevel=2)
        return getattr(sys.modules[module], names[name])

    return get


def _told(old: str, new: str) -> str:
    new = new.replace("old_", "")
    return (
        f"llmcourse.{old} is now llmcourse.{new}. The old name works until the next release of the "
        "course."
    )


def install() -> None:
    """Make Python find the old names; a second call does nothing."""
    if not any(isinstance(finder, OldName) for finder in sys.meta_path):
        sys.meta_path.append(OldName())
