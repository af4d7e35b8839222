"""How answers leave a learner's kernel: as plain, bounded data, compared elsewhere.

A hidden grading cell calls `emit`; the judge, in another process, calls `read_emission`. Nothing is
ever unpickled or evaluated: what cannot be written as numbers, text and lists of them is refused by
name. Builds no chapter; leaves the comparing to `judge`.
"""

import base64
import binascii
import hashlib
import math
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

MIME = "application/vnd.llmcourse.answer+json"
SEED = "LLMCOURSE_SEED"
MAX_BYTES, MAX_NODES, MAX_DEPTH, MAX_TEXT, MAX_DIGITS = 4_000_000, 20_000, 8, 100_000, 400
DTYPES = {
    "bool": "|b1",
    "uint8": "|u1",
    "int8": "|i1",
    "int16": "<i2",
    "int32": "<i4",
    "int64": "<i8",
    "float16": "<f2",
    "bfloat16": "<f4",
    "float32": "<f4",
    "float64": "<f8",
    "complex64": "<c8",
    "complex128": "<c16",
}


class BadAnswer(ValueError):
    """A value that cannot be sent, or a message that cannot be read."""


@dataclass(frozen=True)
class Array:
    """A tensor as the judge sees it: the name of its dtype, and its numbers."""

    dtype: str
    values: np.ndarray


@dataclass(frozen=True)
class Emission:
    """One emitted answer, or the type of the error that came instead of it."""

    name: str
    points: float
    rtol: float
    atol: float
    answer: Any = None
    error: str | None = None


def secret_seed(label: str) -> int:
    """Return a seed for one exercise's inputs, drawn from the run's secret seed (seed 0 outside the
    grader).
    """
    text = f"{int(os.environ.get(SEED, '0'))}/{label}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def secret_generator(label: str) -> Any:
    """Return a torch generator for one exercise's inputs; for NumPy:
    `np.random.default_rng(secret_seed(label))`.
    """
    import torch

    return torch.Generator().manual_seed(secret_seed(label))


def emit(
    name: str, answer: Callable[[], Any], points: float, rtol: float = 1e-4, atol: float = 1e-6
) -> None:
    """Call `answer` and send what it returns to whoever runs this notebook, or the type of the
    error it raises.

    An error's words stay here: they could hold hidden inputs, and a learner reads what comes of
    this.
    """
    from IPython.display import display

    message = {"name": name, "points": points, "rtol": rtol, "atol": atol}
    try:
        message["answer"] = encode(answer())
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # SystemExit and a test framework's "skip" too: a part lost must not cost the next part
        message["error"] = type(error).__name__
    display({MIME: message, "text/plain": f"{name}: sent"}, raw=True)


def encode(value: Any) -> dict:
    """Return `value` as tagged JSON: None, bool, int, float, text, tensors, arrays, and lists,
    tuples and dicts of these.
    """
    return _encode(value, Budget(), 0)


def decode(node: Any) -> Any:
    """Return the value of a node written by `encode`, tensors as `Array`; raises BadAnswer for
    anything else.
    """
    return _decode(node, Budget(), 0)


class Budget:
    """Counts down what one answer may hold, so that neither side can be flooded."""

    def __init__(self):
        self.nodes, self.bytes = MAX_NODES, MAX_BYTES

    def spend(self, depth: int, size: int = 0) -> None:
        """Account for one node of `size` bytes; BadAnswer when the answer has grown too large."""
        self.nodes, self.bytes = self.nodes - 1, self.bytes - size
        if self.nodes < 0 or self.bytes < 0 or depth > MAX_DEPTH:
            raise BadAnswer(
                f"the answer is too large: at most {MAX_BYTES:,} bytes, {MAX_NODES:,} values, "
                f"{MAX_DEPTH} levels"
            )


def _encode(value: Any, budget: Budget, depth: int) -> dict:
    budget.spend(depth)
    if value is None or isinstance(value, bool):
        return {"kind": "none"} if value is None else {"kind": "bool", "value": bool(value)}
    if isinstance(value, int):
        return {"kind": "int", "value": _bounded(int.__repr__(value), MAX_DIGITS)}
    if isinstance(value, float):
        return {"kind": "float", "value": float.hex(value)}
    if isinstance(value, str):
        return {"kind": "text", "value": _bounded(str.__str__(value), MAX_TEXT)}
    if isinstance(value, list | tuple):
        return {"kind": "list", "value": [_encode(item, budget, depth + 1) for item in value]}
    if isinstance(value, dict):
        items = []
        for key, part in value.items():
            items.append([_encode(key, budget, depth + 1), _encode(part, budget, depth + 1)])
        return {"kind": "dict", "value": items}
    return _encode_array(*_numbers(value), budget, depth)


def _bounded(text: str, limit: int) -> str:
    if len(text) > limit:
        raise BadAnswer(f"the answer is too large: {len(text):,} characters, at most {limit:,}")
    return text


def _numbers(value: Any) -> tuple[str, np.ndarray]:
    """Return the dtype's name and the numbers of a tensor or array, whatever a subclass
    pretends.
    """
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        with torch._C.DisableTorchFunctionSubclass():
            tensor = torch.Tensor.detach(value).cpu().resolve_conj().resolve_neg()
            name = str(tensor.dtype).removeprefix("torch.")
            return name, torch.Tensor.numpy(tensor.float() if name == "bfloat16" else tensor)
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        return array.dtype.name, array
    raise BadAnswer(
        f"an answer of type {type(value).__name__} cannot be graded: return numbers, text, "
        "tensors, or lists of them"
    )


def _encode_array(dtype: str, values: np.ndarray, budget: Budget, depth: int) -> dict:
    if dtype not in DTYPES:
        raise BadAnswer(
            f"an array of dtype {dtype} cannot be graded: expected one of {', '.join(DTYPES)}"
        )
    budget.spend(depth, values.size * np.dtype(DTYPES[dtype]).itemsize)
    raw = np.asarray(values).astype(DTYPES[dtype]).tobytes()
    return {
        "kind": "array",
        "dtype": dtype,
        "shape": list(values.shape),
        "value": base64.b64encode(raw).decode(),
    }


def _decode(node: Any, budget: Budget, depth: int) -> Any:
    budget.spend(depth)
    kind = node.get("kind") if isinstance(node, dict) else None
    if not isinstance(kind, str) or kind not in _READERS:
        raise BadAnswer("the answer is not in the form that emit writes")
    return _READERS[kind](node, budget, depth)


def _expect(condition: bool) -> None:
    if not condition:
        raise BadAnswer("the answer is not in the form that emit writes")


def _read_bool(node: dict, budget: Budget, depth: int) -> bool:
    _expect(isinstance(node.get("value"), bool))
    return node["value"]


def _read_text(node: dict, budget: Budget, depth: int) -> str:
    _expect(isinstance(node.get("value"), str) and len(node["value"]) <= MAX_TEXT)
    budget.spend(depth, len(node["value"]))
    return node["value"]


def _read_int(node: dict, budget: Budget, depth: int) -> int:
    text = _text_of(node, MAX_DIGITS)
    _expect(re.fullmatch(r"-?[0-9]+", text) is not None)
    return int(text)


def _text_of(node: dict, longest: int) -> str:
    text = node.get("value")
    if not isinstance(text, str) or len(text) > longest:
        raise BadAnswer("the answer is not in the form in which `emit` sends it")
    return text


def _read_float(node: dict, budget: Budget, depth: int) -> float:
    text = _text_of(node, 40)
    try:
        return float.fromhex(text)
    except (ValueError, OverflowError):
        raise BadAnswer("the answer holds a number that cannot be read") from None


def _read_list(node: dict, budget: Budget, depth: int) -> list:
    _expect(isinstance(node.get("value"), list))
    return [_decode(item, budget, depth + 1) for item in node["value"]]


def _read_dict(node: dict, budget: Budget, depth: int) -> dict:
    items = _read_pairs(node)
    pairs = [
        (_decode(key, budget, depth + 1), _decode(value, budget, depth + 1)) for key, value in items
    ]
    _expect(all(isinstance(key, str | int | float | bool | None) for key, _ in pairs))
    return dict(pairs)


def _read_pairs(node: dict) -> list:
    items = node.get("value")
    if not isinstance(items, list):
        raise BadAnswer("the answer is not in the form in which `emit` sends it")
    _expect(all(isinstance(item, list) and len(item) == 2 for item in items))
    return items


def _read_array(node: dict, budget: Budget, depth: int) -> Array:
    dtype, shape = node.get("dtype"), node.get("shape")
    text = _text_of(node, 2 * MAX_BYTES)
    if not isinstance(dtype, str) or not isinstance(shape, list):
        raise BadAnswer("the answer is not in the form in which `emit` sends it")
    _expect(dtype in DTYPES and len(shape) <= 16)
    _expect(all(type(n) is int and 0 <= n <= MAX_BYTES for n in shape))
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadAnswer("the answer holds an array that cannot be read") from None
    budget.spend(depth, len(raw))
    _expect(len(raw) == math.prod(shape) * np.dtype(DTYPES[dtype]).itemsize)
    if dtype == "bool":
        raw = bytes(byte != 0 for byte in raw)
    return Array(dtype, _shaped(np.frombuffer(raw, DTYPES[dtype]), shape))


def _shaped(values: np.ndarray, shape: list[int]) -> np.ndarray:
    try:
        return values.reshape(shape)
    except ValueError:
        raise BadAnswer("the answer holds an array of an impossible shape") from None


_READERS = {
    "none": lambda node, budget, depth: None,
    "bool": _read_bool,
    "int": _read_int,
    "float": _read_float,
    "text": _read_text,
    "list": _read_list,
    "dict": _read_dict,
    "array": _read_array,
}


def read_emission(message: Any) -> Emission:
    """Return the emission in an untrusted message; raises BadAnswer when it has not the form that
    `emit` writes.
    """
    _expect(
        isinstance(message, Mapping)
        and isinstance(message.get("name"), str)
        and len(message["name"]) <= 200
    )
    numbers = [message.get(key) for key in ("points", "rtol", "atol")]
    _expect(all(type(n) in (int, float) and 0 <= n < 1e9 for n in numbers))
    points, rtol, atol = map(float, numbers)
    if "error" in message:
        _expect(isinstance(message["error"], str))
        return Emission(message["name"], points, rtol, atol, error=message["error"][:100])
    return Emission(message["name"], points, rtol, atol, answer=decode(message.get("answer")))
