"""pip's failures in plain words, tried with a pip that fails as told."""

import sys

import pytest

from llmcourse.machine.pip import FetchError, NoNetworkError, run_pip

FAKE = """
import os, sys
print(os.environ["FAKE_SAYS"])
sys.exit(int(os.environ["FAKE_CODE"]))
"""


@pytest.fixture
def fake_pip(tmp_path, monkeypatch):
    (tmp_path / "modules" / "pip").mkdir(parents=True)
    (tmp_path / "modules" / "pip" / "__init__.py").touch()
    (tmp_path / "modules" / "pip" / "__main__.py").write_text(FAKE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # should the real pip ever answer, it asks nobody

    def run(says, code=1):
        monkeypatch.setenv("FAKE_SAYS", says)
        monkeypatch.setenv("FAKE_CODE", str(code))
        heard = []
        run_pip(sys.executable, ["anything"], tmp_path, heard.append)
        return heard

    return run


RETRY = (
    "WARNING: Retrying (Retry(total=4)) after connection broken by "
    "'NewConnectionError('<HTTPSConnection>: Failed')'"
)
FAILURES = {
    RETRY + "\nERROR: No matching distribution found for torch==2.13.0": "network",
    "ERROR: No matching distribution found for torch==2.13.0": "no build of torch==2.13.0 for Python",
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": "disk became full",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.": "cut short or altered",
    "ProtocolError('Connection broken: IncompleteRead(17 bytes read, 99 more expected)')": "cut short",
    "/usr/bin/python3: No module named pip": "has no pip",
    "something that nobody ever saw": "something that nobody ever saw",
}


@pytest.mark.parametrize(("says", "words"), FAILURES.items(), ids=FAILURES.values())
def test_failures_are_told_in_plain_words(fake_pip, says, words):
    with pytest.raises(FetchError, match=words) as failure:
        fake_pip(says)
    assert isinstance(failure.value, NoNetworkError) == (words == "network")


def test_only_large_downloads_are_named(fake_pip):
    lines = [
        "Collecting torch==2.13.0",
        "  Downloading torch-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl (195.3 MB)",
        "  Downloading jupyterlab-4.6.6-py3-none-any.whl (12 MB)",
        "  Downloading big-1.0-py3-none-any.whl (1.2 GB)",
        "  Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)",
        "  Downloading babel-2.18.0-py3-none-any.whl (9.9 MB)",
    ]
    heard = fake_pip("\n".join(lines), code=0)
    assert heard == [
        "  downloading torch-2.13.0, 195.3 MB",
        "  downloading jupyterlab-4.6.6, 12 MB",
        "  downloading big-1.0, 1.2 GB",
    ]


def test_pips_temporary_files_lie_where_asked(fake_pip, tmp_path, monkeypatch):
    script = tmp_path / "modules" / "pip" / "__main__.py"
    script.write_text(
        "import tempfile; print('  Downloading', tempfile.gettempdir() + '-1.0.whl', '(11 MB)')"
    )
    assert fake_pip("", 0) == [f"  downloading {tmp_path.name}-1.0.whl, 11 MB"]
