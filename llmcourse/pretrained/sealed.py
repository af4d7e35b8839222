"""A result that is shown only after it was predicted: the largest model of the scaling family
(chapter 8).

It lies in the package unreadable, beside a hash that was published with it, so that nobody can
exchange it later; a prediction opens it, and the first one is kept. This is a curtain and no lock:
whoever reads this file can lift it.
"""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import Any

from llmcourse.machine import wanted
from llmcourse.machine.files import cache_dir, write_whole

KEYS = ("salt", "result", "sha256 of salt and result")
FILE = Path(__file__).parent / "files" / "scaling" / "sealed.json"
CHANCE = 5.545  # nats per byte when all 256 are equally likely


@dataclass(frozen=True)
class Opened:
    """What was predicted first, when, and what came out."""

    predicted: float
    on: str
    result: dict[str, Any]


def closed(result: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Return a sealed box with `result` in it; `known` is written on it for everybody to read."""
    for name, entries in {"result": result, "known": known}.items():
        wanted.entries(name, entries)
    content = json.dumps(result).encode()
    salt = secrets.token_hex(16)
    return known | {
        "salt": salt,
        "sha256 of salt and result": hashlib.sha256(salt.encode() + content).hexdigest(),
        "result": base64.b64encode(veiled(content, salt)).decode(),
    }


def veiled(content: bytes, salt: str) -> bytes:
    """Return content made unreadable; the same again makes it readable."""
    wanted.a(bytes, "content", content)
    wanted.text("salt", salt)
    veil = hashlib.shake_256(f"predicted first: {salt}".encode()).digest(len(content))
    return bytes(a ^ b for a, b in zip(content, veil, strict=True))


def known(file: Path = FILE) -> dict[str, Any]:
    """Return what may be known before the prediction: sizes and training of the model."""
    box = wanted.json_of(wanted.path("file", file), *KEYS)
    return {name: value for name, value in box.items() if name not in ("salt", "result")}


def predict(loss: float, file: Path = FILE, kept: Path | None = None) -> Opened:
    """Predict the test loss in nats per byte, and see it; the first prediction on this computer is
    the one that counts.

    Raises ValueError for a number that no such loss can be, and for a box whose content was
    exchanged.
    """
    wanted.a(Real, "loss", loss)
    if not 0 < loss < CHANCE:
        raise ValueError(
            f"{loss} nats per byte cannot be: predict more than 0 and less than chance, {CHANCE}."
        )
    file = wanted.path("file", file)
    box = wanted.json_of(file, *KEYS)
    salt, hidden = (wanted.text(name, box[name]) for name in ("salt", "result"))
    try:
        content = veiled(base64.b64decode(hidden), salt)
    except ValueError:  # no base64
        content = b""
    digest = hashlib.sha256(salt.encode() + content).hexdigest()
    if digest != box["sha256 of salt and result"]:
        raise ValueError(f"{file.name} is not as it was published: get the course's files anew.")
    kept = wanted.path("kept", kept or cache_dir() / "predictions.json")
    predictions = wanted.json_of(kept) if kept.exists() else {}
    wanted.entries(kept.name, predictions)
    if digest not in predictions:
        predictions[digest] = {"predicted": loss, "on": time.strftime("%Y-%m-%d")}
        write_whole(kept, json.dumps(predictions, indent=1) + "\n")
    first = wanted.entries(kept.name, predictions[digest], "predicted", "on")
    return Opened(first["predicted"], first["on"], result=json.loads(content))
