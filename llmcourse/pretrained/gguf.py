"""Read a GGUF file: the metadata and the tensors of a language model, quantized to 4 or 8 bits.

GGUF is the format of llama.cpp (specification: docs/gguf.md of the ggml project). Weights come in
blocks of 32: a Q8_0 block is one half-precision scale and 32 signed bytes; a Q4_1 block is a scale,
a minimum and 32 numbers of 4 bits, so that weight = scale · number + minimum. Left out: every other
quantization, big-endian files, writing.
"""

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

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
        size = self.number("Q")
        self.at += size
        return self.data[self.at - size : self.at].decode("utf-8")

    def value(self, kind: int):
        if kind == _STRING:
            return self.string()
        if kind == _ARRAY:
            inner, count = self.number("I"), self.number("Q")
            return [self.value(inner) for _ in range(count)]
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

    @property
    def n_bytes(self) -> int:
        """Bytes that the tensor takes in the file."""
        per_block, weights, _ = _TYPES[self.kind]
        return int(np.prod(self.shape)) // weights * per_block


class GGUF:
    """An open GGUF file: `metadata`, `tensors` (by name), and `read(name)`."""

    def __init__(self, path: Path | str):
        with open(path, "rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        cursor = _Cursor(self._map)
        if self._map[:4] != b"GGUF":
            raise ValueError(f"{path} is not a GGUF file: it does not begin with the letters GGUF.")
        try:
            self._read_header(cursor)
        except struct.error as error:
            raise ValueError(
                f"{path} ends in the middle of its header: it was cut. Fetch it again."
            ) from error
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
        version, n_tensors, n_entries = cursor.number("I"), cursor.number("Q"), cursor.number("Q")
        if version not in (2, 3):
            raise ValueError(f"GGUF version {version} is not known here: versions 2 and 3 are.")
        self.metadata = {
            cursor.string(): cursor.value(cursor.number("I")) for _ in range(n_entries)
        }
        self.tensors = dict(self._read_info(cursor) for _ in range(n_tensors))
        alignment = self.metadata.get("general.alignment", 32)
        self._start = -(-cursor.at // alignment) * alignment

    def _read_info(self, cursor: _Cursor) -> tuple[str, TensorInfo]:
        name = cursor.string()
        sizes = tuple(cursor.number("Q") for _ in range(cursor.number("I")))
        kind, offset = cursor.number("I"), cursor.number("Q")
        if kind not in _TYPES:
            raise ValueError(
                f"{name} is stored as GGML type {kind}; this reader knows F32, F16, Q4_1 and Q8_0 "
                "only."
            )
        return name, TensorInfo(sizes[::-1], kind, offset)  # the file lists the fastest axis first

    def read(self, name: str) -> Float[Tensor, "..."]:
        """Return one tensor as 32-bit floats."""
        info = self.tensors[name]
        raw = np.frombuffer(self._map, np.uint8, info.n_bytes, self._start + info.offset)
        return _TYPES[info.kind][2](raw.copy()).reshape(info.shape)
