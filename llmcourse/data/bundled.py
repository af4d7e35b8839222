"""The bundled files, read from wherever the package is installed; `.xz` files are unpacked on the
way.
"""

import json
import lzma
from importlib.resources import files
from pathlib import PurePosixPath

from llmcourse.machine import wanted


def read_bytes(name: str) -> bytes:
    """Return a bundled file by its place in the folder of files, such as
    "speeches/speeches.jsonl.xz"; unpacked if `.xz`.

    Raises FileNotFoundError, with the names of the files that lie beside it, where there is none.
    """
    wanted.text("name", name)
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise FileNotFoundError(
            f"No data file {name!r} comes with the course: a name starts with a set's, such as "
            "'tales/card.md'."
        )
    place = files("llmcourse.data") / "files" / name
    if not place.is_file():
        raise FileNotFoundError(f"No data file {name!r} comes with the course. {_beside(name)}")
    data = place.read_bytes()
    try:
        return lzma.decompress(data) if name.endswith(".xz") else data
    except (lzma.LZMAError, EOFError) as error:
        raise ValueError(f"{name} is damaged ({error}): get the course's files anew.") from None


def read_text(name: str) -> str:
    """Return a bundled file as text (UTF-8), its line ends as they are in the file."""
    try:
        return read_bytes(name).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name} is no UTF-8, so it is no text ({error}): read its bytes."
        ) from None


def read_jsonl(name: str) -> list[dict]:
    """Return the objects of a bundled JSON-lines file (`.jsonl` or `.jsonl.xz`), one for each line
    that is not empty.
    """
    lines = read_text(name).split("\n")
    try:
        return [json.loads(line) for line in lines if line.strip()]
    except ValueError as error:
        raise ValueError(
            f"{name} is no JSON-lines file, or damaged: a line is no JSON ({error})."
        ) from None


def _beside(name: str) -> str:
    folder = files("llmcourse.data") / "files" / name.rpartition("/")[0]
    if not folder.is_dir():
        return f"Nor is there a folder {name.rpartition('/')[0]!r}."
    return f"In that folder are: {', '.join(sorted(entry.name for entry in folder.iterdir()))}."
