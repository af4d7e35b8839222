"""Read a GGUF file: the metadata and the tensors of a language model, quantized to 4 or 8 bits.

GGUF is the format of llama.cpp (specification: docs/gguf.md of the ggml project). Weights come in
blocks of 32: a Q8_0 block is one half-precision scale and 32 signed bytes; a Q4_1 block is a scale,
a minimum and 32 numbers of 4 bits, so that weight = scale · number + minimum. Left out: every other
quantization, big-endian files, writing.
"""

import math
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from llmcourse.machine import wanted

_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_STRING, _ARRAY = 8, 9
_BLOCK = 32
DEEPEST = 4  # arrays within arrays


class _Cursor:
    """A place in the file that moves on as values are read."""

    def __init__(self, data: mmap.mmap):
        self.data, self.at = data, 0

    def scalar(self, code: str) -> int | float | bool:
        (value,) = struct.unpack_from("<" + code, self.data, self.at)
        self.at += struct.calcsize("<" + code)
        return value

    def number(self, code: str) -> int:
        """Return a whole number, such as a count or a size."""
        return int(self.scalar(code))

    def string(self) -> str:
        size = self.count("a text")
        self.at += size
        try:
            return self.data[self.at - size : self.at].decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError(
                f"A text that ends at byte {self.at} is no UTF-8: the file is damaged. Fetch it "
                "again."
            ) from None

    def count(self, what: str) -> int:
        """Return how much follows, of which each takes a byte at least."""
        count = self.number("Q")
        if count > len(self.data) - self.at:
            raise ValueError(
                f"The file ends in the middle of its header, where {what} of {count} is promised: "
                "it was cut. Fetch it again."
            )
        return count

    def value(self, kind: int, depth: int = 0):
        if kind == _STRING:
            return self.string()
        if kind == _ARRAY:
            if depth == DEEPEST:
                raise ValueError(
                    f"Metadata has more than {DEEPEST} arrays within each other: the file is "
                    "damaged. Fetch it again."
                )
            inner, count = self.number("I"), self.count("an array")
            return [self.value(inner, depth + 1) for _ in range(count)]
        if kind not in _SCALARS:
            raise ValueError(
                f"Metadata of kind {kind} is not in the GGUF specification: the file may be "
                "damaged."
            )
        return self.scalar(_SCALARS[kind])


def _plain(dtype: str, raw: np.ndarray) -> Tensor:
    return torch.from_numpy(raw.view(dtype).astype(np.float32))


def _q4_1(raw: np.ndarray) -> Tensor:
    """Return blocks of 20 bytes: scale, minimum, 16 bytes whose low halves are numbers 0–15 and
    high halves 16–31.
    """
    blocks = torch.from_numpy(raw.reshape(-1, 20))
    scale, minimum = blocks[:, :4].contiguous().view(torch.float16).float().split(1, dim=1)
    packed = blocks[:, 4:]
    numbers = torch.cat([packed & 15, packed >> 4], dim=1)
    return torch.addcmul(minimum, numbers, scale)


def _q8_0(raw: np.ndarray) -> Tensor:
    """Return blocks of 34 bytes: scale, 32 signed bytes."""
    blocks = torch.from_numpy(raw.reshape(-1, 34))
    return blocks[:, 2:].view(torch.int8) * blocks[:, :2].contiguous().view(torch.float16).float()


# GGML type number → bytes a block, weights a block, reader
_TYPES = {
    0: (4, 1, lambda raw: _plain("<f4", raw)),
    1: (2, 1, lambda raw: _plain("<f2", raw)),
    3: (20, _BLOCK, _q4_1),
    8: (34, _BLOCK, _q8_0),
}


@dataclass(frozen=True)
class TensorInfo:
    """Where a tensor lies and how it is stored."""

    shape: tuple[int, ...]
    kind: int
    offset: int

    def __post_init__(self) -> None:
        if self.kind not in _TYPES:
            raise ValueError(
                f"GGML type {self.kind} is not known here: F32, F16, Q4_1 and Q8_0 are."
            )

    @property
    def n_bytes(self) -> int:
        """Bytes that the tensor takes in the file."""
        per_block, weights, _ = _TYPES[self.kind]
        return math.prod(self.shape) // weights * per_block


class GGUF:
    """An open GGUF file: `metadata`, `tensors` (by name), and `read(name)`."""

    def __init__(self, path: Path | str):
        path = wanted.path("path", path)
        if path.stat().st_size == 0:
            raise ValueError(f"{path} is empty: fetch it again.")
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        cursor = _Cursor(self._map)
        if self._map[:4] != b"GGUF":
            raise ValueError(
                f"{path} is not a GGUF file: it does not begin with the letters GGUF."
                " Is it a page or a pointer in its place? Fetch it again."
            )
        try:
            self._read_header(cursor)
        except struct.error as error:
            raise ValueError(
                f"{path} ends in the middle of its header: it was cut. Fetch it again."
            ) from error
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
        end = max(
            (self._start + info.offset + info.n_bytes for info in self.tensors.values()), default=0
        )
        if end > len(self._map):
            raise ValueError(
                f"{path} has {len(self._map)} bytes where its header promises {end}: fetch it "
                "again."
            )

    def _read_header(self, cursor: _Cursor) -> None:
        cursor.at = 4
        version = cursor.number("I")
        if version in (2 << 24, 3 << 24):
            raise ValueError("This is a big-endian file: fetch the little-endian one.")
        if version not in (2, 3):
            raise ValueError(f"GGUF version {version} is not known here: versions 2 and 3 are.")
        n_tensors, n_entries = cursor.count("a list of tensors"), cursor.count("metadata")
        self.metadata = {
            cursor.string(): cursor.value(cursor.number("I")) for _ in range(n_entries)
        }
        self.tensors = dict(self._read_info(cursor) for _ in range(n_tensors))
        if len(self.metadata) < n_entries or len(self.tensors) < n_tensors:
            raise ValueError("A name occurs twice: the file is damaged. Fetch it again.")
        alignment = self.metadata.get("general.alignment", 32)
        if type(alignment) is not int or alignment < 1:
            raise ValueError(
                f"general.alignment must be a whole number of bytes, at least 1, not {alignment!r}:"
                " the file is damaged. Fetch it again."
            )
        self._start = -(-cursor.at // alignment) * alignment

    def _read_info(self, cursor: _Cursor) -> tuple[str, TensorInfo]:
        name = cursor.string()
        n_axes = cursor.number("I")
        if n_axes > 4:
            raise ValueError(f"{name} has {n_axes} axes where GGUF knows 4: the file is damaged.")
        sizes = tuple(cursor.number("Q") for _ in range(n_axes))
        kind, offset = cursor.number("I"), cursor.number("Q")
        if kind not in _TYPES:
            raise ValueError(
                f"{name} is stored as GGML type {kind}; this reader knows F32, F16, Q4_1 and Q8_0 "
                "only."
            )
        if math.prod(sizes) and math.prod(sizes[:1]) % _TYPES[kind][1]:
            raise ValueError(
                f"{name} has rows of {sizes[0]} numbers, which is no multiple of {_BLOCK}: the file"
                " is damaged."
            )
        return name, TensorInfo(sizes[::-1], kind, offset)  # the file lists the fastest axis first

    def read(self, name: str) -> Float[Tensor, "..."]:
        """Return one tensor as 32-bit floats."""
        wanted.one_of("tensor", name, self.tensors)
        info = self.tensors[name]
        raw = np.frombuffer(self._map, np.uint8, info.n_bytes, self._start + info.offset)
        return _TYPES[info.kind][2](raw.copy()).reshape(info.shape)
