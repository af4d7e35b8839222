"""The ledger of a folder of collected submissions: a line for every version of every learner's
file, only added to.

It says where each came from, when it was handed in, and where the version before it is kept.
"""

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from llmcourse.grading.submissions.names import safe

NAME = "collected.jsonl"


class DamagedLedger(ValueError):
    """A ledger that somebody edited."""


@dataclass(frozen=True)
class Version:
    """One version of a learner's file. Times are in seconds since 1970; `handed_in` is None where
    nothing tells it.

    `key` is the naming scheme's, `name` the file's without suffix; by its own time, `changed`, a
    newer attempt is known; `earlier` says where in the folder the version before it is kept.
    """

    assignment: str | None
    key: str
    name: str
    sha256: str
    changed: float | None
    handed_in: float | None
    late: bool
    origin: str
    earlier: str | None = None


def read(folder: Path) -> list[Version]:
    """Return all versions in a folder's ledger, in the order in which they came; raises
    DamagedLedger.
    """
    path = folder / NAME
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    try:
        # The last is empty, or was cut short.
        return [_version(json.loads(line)) for line in lines[:-1]]
    except (ValueError, TypeError, RecursionError):
        raise DamagedLedger(
            f"{path} was edited and cannot be read. Collect into a new folder."
        ) from None


def append(folder: Path, version: Version) -> None:
    """Add a version, in place of a line that was cut short when a run was killed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read() != b"\n":
                file.seek(0)
                file.truncate(file.read().rfind(b"\n") + 1)
        file.write(json.dumps(asdict(version), sort_keys=True).encode() + b"\n")


def times(folder: Path) -> dict[str, float | None]:
    """Return when each collected file, by its name in `folder`, was handed in; None where nothing
    tells.

    Canvas and Moodle date the files in a download by the download: their times say nothing about
    lateness.
    """
    return {f"{version.name}.ipynb": version.handed_in for version in read(folder)}


def origins(folder: Path) -> dict[str, str]:
    """Return what each collected file, by its name in `folder`, came from: a team's members have
    one file.
    """
    return {f"{version.name}.ipynb": version.origin for version in read(folder)}


def _version(said: Any) -> Version:
    known: dict[str, Any] = {one.name: one.type for one in fields(Version)}
    if not isinstance(said, dict) or not all(
        isinstance(said.get(name), kind) for name, kind in known.items()
    ):
        raise TypeError
    if safe(said["name"]) != said["name"]:  # it becomes a path
        raise ValueError
    return Version(**said)
