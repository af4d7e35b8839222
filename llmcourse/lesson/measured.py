"""Measurements as words for people and as plain values for files.

A measurement is a number, a sequence (the numbers of several seeds), or a mapping from settings to
such. Used by the ledger of claims.
"""

import math
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

import numpy as np

LISTED = 5  # so many numbers are written out; of more, the lowest, the median and the highest


def shorten(value: float) -> str:
    """Write a number with two or three significant digits, as one would by hand.

    >>> shorten(0.000012345), shorten(1234.5), shorten(3.0), shorten(0.5671)
    ('1.2e-05', '1,234', '3', '0.57')
    """
    number = float(value)
    size = abs(number)
    if number.is_integer() and size < 1e6:
        return f"{int(number):,}"
    if size < 1e-3 or size >= 1e6:
        return f"{number:.1e}"
    if size >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}" if size >= 10 else f"{number:.2g}"


def described(values: Any, unit: str = "") -> str:
    """Write a measurement in words, each number with its unit.

    >>> described({"lag 5": [1.0, 0.98], "lag 80": [0.13, 0.12]})
    'lag 5: 1, 0.98; lag 80: 0.13, 0.12'
    """
    if isinstance(values, Mapping):
        return "; ".join(f"{setting}: {described(part, unit)}" for setting, part in values.items())
    if isinstance(values, str):
        return values
    if not isinstance(values, Sequence | np.ndarray) and not _has_length(values):
        return shorten(values) + unit
    numbers = [float(value) for value in values]
    if len(numbers) <= LISTED:
        return ", ".join(map(shorten, numbers)) + unit
    low, middle, high = (
        shorten(number) for number in (min(numbers), median(numbers), max(numbers))
    )
    return f"median {middle}{unit}, {low} to {high} in {len(numbers)}"


def _has_length(values: Any) -> bool:
    """Return whether this is a row of numbers, as a tensor with one axis is."""
    return getattr(values, "ndim", 0) > 0


def as_json(value: Any) -> Any:
    """Return a measurement as plain values that JSON can hold; `from_json` turns it back.

    Mappings become pairs, since JSON would turn the keys into text, and what is not finite becomes
    a word.

    >>> as_json({5: [1.0, float("inf")]})
    {'pairs': [[5, [1.0, {'float': 'inf'}]]]}
    """
    if isinstance(value, Mapping):
        return {"pairs": [[as_json(key), as_json(part)] for key, part in value.items()]}
    if isinstance(value, str | bool | int | None):
        return value
    if isinstance(value, list | tuple | range) or _has_length(value):
        return [as_json(part) for part in value]
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, bool | int):
        return number
    return float(number) if math.isfinite(number) else {"float": str(float(number))}


def from_json(stored: Any) -> Any:
    """Return the measurement that `as_json` stored; rows come back as lists.

    >>> from_json(as_json({5: (1.0, float("inf"))}))
    {5: [1.0, inf]}
    """
    if isinstance(stored, list):
        return [from_json(part) for part in stored]
    if not isinstance(stored, dict):
        return stored
    if "float" in stored:
        return float(stored["float"])
    keys = [from_json(key) for key, _ in stored["pairs"]]
    parts = [from_json(part) for _, part in stored["pairs"]]
    return dict(
        zip((tuple(key) if isinstance(key, list) else key for key in keys), parts, strict=True)
    )
