"""What public functions want of their arguments: each value is looked at once, where it enters, and
one that does not fit is refused in words.

Every function returns the value, so that it can stand where the value is used. TypeError: the value
is of the wrong kind; ValueError: of the right kind, but it cannot be. Uses Python's own library
only; tensors and arrays are known by their `shape` and `dtype`.
"""

import json
import math
import operator
import os
import reprlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

Kind = TypeVar("Kind")
Table = TypeVar("Table")


def shown(value: Any) -> str:
    """Return a value in a few words; a tensor by its shape.

    >>> shown([1, 2]), shown("a" * 99)
    ('[1, 2]', "'aaaaaaaaaaaa...aaaaaaaaaaaaa'")
    """
    if hasattr(value, "shape"):
        return f"a {type(value).__name__} of shape {tuple(value.shape)}"
    return reprlib.repr(value)


def whole_number(name: str, value: Any, least: int | None = None, most: int | None = None) -> int:
    """Return a whole number, numpy's and torch's included, from `least` to `most`."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise TypeError(f"{name} must be a whole number, not {shown(value)}.")
    if (least is not None and number < least) or (most is not None and number > most):
        upper = "" if most is None else f" and at most {most}"
        raise ValueError(f"{name} must be at least {least}{upper}, not {number}.")
    return number


def number(
    name: str,
    value: Any,
    least: float | None = None,
    above: float | None = None,
    most: float | None = None,
) -> Any:
    """Return a number that is neither infinite nor NaN, in the bounds that are given."""
    if isinstance(value, str | bytes | bool) or not hasattr(value, "__float__"):
        raise TypeError(f"{name} must be a number, not {shown(value)}.")
    try:
        plain = float(value)
    except (TypeError, ValueError, RuntimeError):
        raise TypeError(f"{name} must be one number, not {shown(value)}.") from None
    except OverflowError:
        plain = math.inf
    if not math.isfinite(plain):
        raise ValueError(f"{name} must be a finite number, not {plain}.")
    too_low = (least is not None and plain < least) or (above is not None and plain <= above)
    if too_low or (most is not None and plain > most):
        lower = f"above {above}" if least is None else f"at least {least}"
        upper = "" if most is None else f" and at most {most}"
        raise ValueError(f"{name} must be {lower}{upper}, not {plain}.")
    return value


def one_of(name: str, value: Any, allowed: Iterable[str]) -> Any:
    """Return a word that is allowed."""
    allowed = list(allowed)
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(
            f"{name}={shown(value)} is not known: choose one of {', '.join(allowed) or 'none yet'}."
        )
    return value


def a(kind: type[Kind] | tuple[type, ...], name: str, value: Any, hint: str = "") -> Any:
    """Return an object of this kind; `hint` says where to get one."""
    if not isinstance(value, kind):
        kinds = kind if isinstance(kind, tuple) else (kind,)
        wanted = " or ".join(one.__name__ for one in kinds)
        raise TypeError(f"{name} must be a {wanted}, not {shown(value)}. {hint}".strip())
    return value


def function(name: str, value: Any) -> Any:
    """Return something that can be called."""
    if not callable(value):
        raise TypeError(f"{name} must be a function, not {shown(value)}.")
    return value


def path(name: str, value: Any) -> Path:
    """Return a path, of which text may be given."""
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"{name} must be a path, not {shown(value)}.")
    return Path(value)


def text(name: str, value: Any, halves: bool = False) -> str:
    """Return text; half characters (lone surrogates), which no file in UTF-8 can hold, only with
    `halves`.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be text, not {shown(value)}.")
    if not halves:
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise ValueError(
                f"{name} has half a character, {value[error.start]!r}, at place {error.start}: "
                "something cut it. Leave it out, or take "
                "text.encode('utf-8', 'replace').decode()."
            ) from None
    return value


def texts(name: str, values: Any, halves: bool = False) -> Iterator[str]:
    """Return an iterator over a list of texts; a single text is refused at once."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise TypeError(
            f"{name} must be a list of texts, not {shown(values)}: put a single text into a list."
        )
    return (text(f"{name}[{i}]", value, halves) for i, value in enumerate(values))


def rows(name: str, values: Any) -> Sequence:
    """Return a list, tuple or other row of things; text is none."""
    if isinstance(values, str | bytes) or not hasattr(values, "__len__"):
        raise TypeError(
            f"{name} must be a list, not {shown(values)}: put a single one into a list."
        )
    return values


def ids(name: str, values: Any, vocab_size: int | None = None) -> list[int]:
    """Return token ids as a list, each from 0 to below `vocab_size`."""
    if isinstance(values, str | bytes):
        raise TypeError(f"{name} must be token ids, not the text {shown(values)}: encode it first.")
    if not isinstance(values, Iterable) or getattr(values, "ndim", 1) != 1:
        raise TypeError(f"{name} must be a list of token ids, not {shown(values)}.")
    found = values.tolist() if hasattr(values, "tolist") else list(values)
    if not all(type(i) is int for i in found):
        found = [whole_number(f"{name}: a token id", i) for i in found]
    _in_vocabulary(name, min(found, default=0), max(found, default=0), vocab_size)
    return found


def array(name: str, value: Any, shape: Sequence[str | int] | None, kind: str) -> Any:
    """Return a tensor or array of this shape, letters for axes of any size, and of this kind of
    numbers: "float", "int", "bool" or "complex".
    """
    found, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    if found is None or dtype is None:
        raise TypeError(f"{name} must be a tensor, not {shown(value)}.")
    if not _is_kind(dtype, kind):
        raise TypeError(f"{name} must hold {kind} numbers, not {value.dtype}.")
    if shape is not None and not _fits(found, shape):
        wanted = ", ".join(map(str, shape))
        raise ValueError(f"{name} of shape {tuple(found)} does not fit: ({wanted}) is expected.")
    return value


@lru_cache
def _is_kind(dtype: Any, kind: str) -> bool:
    """Return whether numbers are of this kind; kept, because models ask it all the time."""
    return kind in str(dtype)


def _fits(found: Sequence[int], shape: Sequence[str | int]) -> bool:
    if shape[0] == "*":  # any axes come first
        shape = shape[1:]
        found = found[max(0, len(found) - len(shape)) :]
    if len(found) != len(shape):
        return False
    for n, size in zip(found, shape, strict=True):  # all(…) would take twice as long
        if n != size and not isinstance(size, str):
            return False
    return True


def id_array(name: str, value: Any, axes: str, vocab_size: int | None = None) -> Any:
    """Return a tensor or array of token ids with these axes, such as "B T"."""
    if isinstance(value, str | bytes):
        raise TypeError(f"{name} must be token ids, not the text {shown(value)}: encode it first.")
    array(name, value, axes.split(), "int")
    if vocab_size is not None and 0 not in value.shape:
        _in_vocabulary(name, int(value.min()), int(value.max()), vocab_size)
    return value


def looked_up(
    table: Callable[[Any], Table], value: Any, size: int, what: str = "token id"
) -> Table:
    """Return the rows of a table of `size` rows at these places; the table itself finds those that
    are outside, so that looking costs nothing.
    """
    if str(value.dtype) not in ("torch.int64", "torch.int32"):
        raise TypeError(f"Each {what} must be of torch.int64, not {value.dtype}: take `.long()`.")
    try:
        return table(value)
    except IndexError:
        raise ValueError(
            f"The {what}s go from {int(value.min())} to {int(value.max())}, and 0 to {size - 1} "
            "are known: "
            + (
                "encode the text with the tokenizer that belongs to this model."
                if what == "token id"
                else "shorten, or make a model with a longer context."
            )
        ) from None


def _in_vocabulary(name: str, lowest: int, highest: int, vocab_size: int | None) -> None:
    most = math.inf if vocab_size is None else vocab_size - 1
    if lowest < 0 or highest > most:
        raise ValueError(
            f"{name} has the token id {lowest if lowest < 0 else highest}, and a vocabulary of "
            f"{vocab_size or 'any size'} goes from 0 to {most}: encode the text with the tokenizer "
            "that belongs to this model."
        )


def json_of(file: Path, *keys: str) -> Any:
    """Return what a JSON file holds: an object with these keys, where any are given."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(
            f"{file.name} is damaged, it is no JSON ({error}): get it anew, or remove it where it "
            "is yours."
        ) from None
    if keys:
        entries(file.name, content, *keys)
    return content


def entries(name: str, value: Any, *keys: str) -> Any:
    """Return a dictionary that has all these keys."""
    if not isinstance(value, dict):
        raise TypeError(f"{name} must be a dictionary, not {shown(value)}.")
    missing = [key for key in keys if key not in value]
    if missing:
        raise ValueError(f"{name} has no entry {', '.join(map(repr, missing))}: it is needed.")
    return value
