"""The bundled files, read from wherever the package is installed; `.xz` files are unpacked on the
way.
"""

import json
import lzma
from importlib.resources import files


def read_bytes(name: str) -> bytes:
    """Return a bundled file by its place in the folder of files, such as
    "speeches/speeches.jsonl.xz"; unpacked if `.xz`.

    Raises FileNotFoundError, with the names of the files that lie beside it, where there is none.
    """
    place = files("llmcourse.data") / "files" / name
    if not place.is_file():
        raise FileNotFoundError(f"No data file {name!r} comes with the course. {_beside(name)}")
    data = place.read_bytes()
    return lzma.decompress(data) if name.endswith(".xz") else data


def read_text(name: str) -> str:
    """Return a bundled file as text (UTF-8), its line ends as they are in the file."""
    return read_bytes(name).decode("utf-8")


def read_jsonl(name: str) -> list[dict]:
    """Return the objects of a bundled JSON-lines file (`.jsonl` or `.jsonl.xz`), one for each line
    that is not empty.
    """
    return [json.loads(line) for line in read_text(name).split("\n") if line.strip()]


def _beside(name: str) -> str:
    folder = files("llmcourse.data") / "files" / name.rpartition("/")[0]
    if not folder.is_dir():
        return f"Nor is there a folder {name.rpartition('/')[0]!r}."
    return f"In that folder are: {', '.join(sorted(entry.name for entry in folder.iterdir()))}."
