"""The GGUF reader on files made here byte by byte, from the format's specification."""

import struct

import numpy as np
import pytest
import torch

from llmcourse.pretrained.gguf import GGUF

F32, F16, Q4_1, Q8_0 = 0, 1, 3, 8


def string(text):
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def gguf_bytes(tensors, entries=(), version=3):
    """tensors: name → (shape, slowest axis first; kind; raw bytes). entries: ready-made key-value
    bytes.
    """
    head = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(entries)) + b"".join(entries)
    data = b""
    for name, (shape, kind, raw) in tensors.items():
        sizes = struct.pack(f"<{len(shape)}Q", *reversed(shape))
        head += (
            string(name)
            + struct.pack("<I", len(shape))
            + sizes
            + struct.pack("<IQ", kind, len(data))
        )
        data += raw + bytes(-len(raw) % 32)
    return head + bytes(-len(head) % 32) + data


@pytest.fixture
def opened(tmp_path):
    def write_and_open(content):
        path = tmp_path / "model.gguf"
        path.write_bytes(content)
        return GGUF(path)

    return write_and_open


def test_metadata_of_every_kind(opened):
    entries = [
        string("name") + struct.pack("<I", 8) + string("café"),
        string("count") + struct.pack("<II", 4, 70_000),
        string("eps") + struct.pack("<If", 6, 0.5),
        string("yes") + struct.pack("<I?", 7, True),
        string("words") + struct.pack("<IIQ", 9, 8, 2) + string("a") + string("bc"),
    ]
    metadata = opened(gguf_bytes({}, entries)).metadata
    assert metadata == {
        "name": "café",
        "count": 70_000,
        "eps": 0.5,
        "yes": True,
        "words": ["a", "bc"],
    }


def test_plain_tensors(opened):
    values = np.arange(15, dtype="<f4").reshape(3, 5)
    tensors = {
        "a": ((3, 5), F32, values.tobytes()),
        "b": ((3, 5), F16, values.astype("<f2").tobytes()),
    }
    file = opened(gguf_bytes(tensors))
    for name in tensors:
        assert torch.equal(file.read(name), torch.from_numpy(values))


def test_q8_0_by_hand(opened):
    numbers = np.arange(-16, 16, dtype=np.int8)
    raw = b"".join(np.float16(scale).tobytes() + numbers.tobytes() for scale in (0.5, 2.0))
    expected = torch.stack([torch.arange(-16.0, 16) * 0.5, torch.arange(-16.0, 16) * 2])
    assert torch.equal(opened(gguf_bytes({"w": ((2, 32), Q8_0, raw)})).read("w"), expected)


def test_q4_1_by_hand(opened):
    """Number i of a block sits in the low half of byte i, number 16 + i in its high half."""
    low, high = np.arange(16, dtype=np.uint8), np.arange(16, dtype=np.uint8)[::-1]
    raw = (
        np.float16(0.25).tobytes()
        + np.float16(-1).tobytes()
        + (low | high << 4).astype(np.uint8).tobytes()
    )
    expected = torch.cat([torch.arange(16.0), torch.arange(15.0, -1, -1)])[None] * 0.25 - 1
    assert torch.equal(opened(gguf_bytes({"w": ((1, 32), Q4_1, raw)})).read("w"), expected)


def test_damaged_files_are_refused_in_plain_words(opened):
    whole = gguf_bytes({"w": ((2, 32), Q8_0, bytes(68))})
    with pytest.raises(ValueError, match="does not begin with the letters GGUF"):
        opened(b"RIFF" + whole[4:])
    with pytest.raises(ValueError, match="fetch it again"):
        opened(whole[:-40])
    with pytest.raises(ValueError, match="middle of its header"):
        opened(whole[:50])
    with pytest.raises(ValueError, match="version 1"):
        opened(gguf_bytes({}, version=1))
    with pytest.raises(ValueError, match="GGML type 12"):
        opened(gguf_bytes({"w": ((1, 32), 12, bytes(34))}))
