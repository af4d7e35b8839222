"""pip, run quietly, with its failures told in plain words. Python's own library only."""

import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

AGAIN = "What was downloaded has been removed. Try again."


class FetchError(RuntimeError):
    """A download that did not succeed; the message says why, and what to do."""


class NoNetworkError(FetchError):
    """The package index cannot be reached."""


@dataclass(frozen=True)
class Symptom:
    """What to look for in pip's output, what it means in plain words, and the kind of error."""

    pattern: str
    words: str
    kind: type[FetchError] = FetchError


SYMPTOMS = (  # the first that is found counts
    Symptom(
        r"No module named pip",
        "This Python has no pip. On Debian and Ubuntu: apt install python3-pip python3-venv.",
    ),
    Symptom(
        r"No space left on device|Errno 28\b|WinError 112",
        "The disk became full. Free some space and run this again.",
    ),
    Symptom(
        r"DO NOT MATCH THE HASHES",
        f"A download is not what was published: it was cut short or altered on its way. {AGAIN}",
    ),
    Symptom(
        r"IncompleteRead|incomplete-download|ReadTimeout|Connection ?[Rr]eset|BadZipFile"
        r"|invalid wheel",
        f"A download was cut short. {AGAIN}",
    ),
    Symptom(
        r"NewConnectionError|NameResolutionError|ConnectTimeout|ProxyError|SSLError"
        r"|Network is unreachable",
        "The package index cannot be reached. Is the network away, or is there a proxy? Connect "
        "and run this again.",
        NoNetworkError,
    ),
    Symptom(
        r"No matching distribution found for (\S+)",
        f"There is no build of {{}} for Python {sys.version_info[0]}.{sys.version_info[1]} on this "
        "system. 64-bit Python 3.11, 3.12 or 3.13 is the safest choice.",
    ),
)

# `Downloading torch-2.13.0-cp311-cp311-….whl (195.0 MB)`, from ten megabytes on
LARGE_DOWNLOAD = re.compile(
    r"\s*Downloading (?:\S*/)?([^/\s]+?-[^/\s-]+)\S* \((\d{2,}[.\d]* MB|[.\d]+ GB)\)"
)


def run_pip(
    python: str, arguments: list[str], folder: Path, say: Callable[[str], object] = print
) -> None:
    """Run pip with its temporary files in `folder`, naming large downloads as they come; FetchError
    in plain words.
    """
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    quiet = {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_PROGRESS_BAR": "off",
        "PIP_NO_INPUT": "1",
        "PYTHONUTF8": "1",
    }
    process = subprocess.Popen(
        [python, "-P", "-m", "pip", *arguments],
        env=os.environ | temporary | quiet,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    last: deque[str] = deque(maxlen=200)
    with process:
        for line in process.stdout or ():
            last.append(line)
            found = LARGE_DOWNLOAD.match(line)
            if found:
                say(f"  downloading {found[1]}, {found[2]}")
    if process.returncode != 0:
        raise _explained("".join(last))


def _explained(output: str) -> FetchError:
    for symptom in SYMPTOMS:
        found = re.search(symptom.pattern, output)
        if found:
            return symptom.kind(symptom.words.format(*found.groups()))
    return FetchError(
        "pip stopped without a reason that is known here. Its last words:\n"
        + output[-1500:].strip()
    )
