"""What is committed: its size, its notebooks' form and accessibility, and nothing of the machine it
was made on.
"""

import json
import re
import subprocess

import pytest
from conftest import ROOT

COMMITTED_BYTES, NOTEBOOK_BYTES = 60_000_000, 600_000
# written so that this file does not contain what it looks for
MACHINE_PATH = re.compile(
    r"(?:^|[^\w.])/(?:wor[k]|roo[t]|op[t]|tm[p]|hom[e]|User[s])/[A-Za-z.]|[A-Z]:\\User[s]"
)
REGISTRY = re.compile(
    r"pypi\.or[g]|pythonhoste[d]|registry\.npmj[s]|download\.pytorc[h]|deb\.debia[n]"
)
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yml",
    ".lock",
    ".ipynb",
    ".json",
    ".csv",
    ".js",
    ".css",
    ".html",
    "",
    ".cfg",
}
METADATA = {"kernelspec", "language_info", "llmcourse", "title", "authors"}
RAINBOW = re.compile(r"cmap\s*=\s*['\"](?:jet|rainbow|hsv|gist_rainbow|nipy_spectral|gnuplot)['\"]")
EMPTY_LINK = re.compile(r"\[(?:here|click here|this|link)\]\(", re.IGNORECASE)
IMAGE = re.compile(r"!\[([^\]]*)\]\(")
BARE_IMG = re.compile(r"<img\b(?![^>]*\balt=)[^>]*>", re.IGNORECASE)


def committed():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git clone", allow_module_level=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


FILES = committed()
NOTEBOOKS = [path for path in FILES if path.suffix == ".ipynb"]
each_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def outputs(notebook):
    return [output for cell in notebook["cells"] for output in cell.get("outputs", [])]


def test_there_is_something_to_look_at():
    assert len(NOTEBOOKS) >= 2 and ROOT / "llmcourse" / "machine" / "fetch.py" in FILES


def test_the_whole_stays_small():
    assert sum(path.stat().st_size for path in FILES) <= COMMITTED_BYTES


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_no_file_names_this_machine_or_a_registry(pattern):
    texts = {
        path: path.read_text(encoding="utf-8", errors="replace")
        for path in FILES
        if path.suffix in TEXT
    }
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in texts.items()
        for match in pattern.finditer(text)
    ]
    assert not found


def test_the_patterns_find_what_they_are_for():
    assert all(
        MACHINE_PATH.search(text)
        for text in ('"/roo' + 't/.cache"', "in /wor" + "k/main", "C:\\User" + "s\\me")
    )
    assert not MACHINE_PATH.search("tests/tmp/x https://example.org/a/root/b")
    assert REGISTRY.search("https://pypi.or" + "g/simple")


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_module_is_named_after_nothing(name):
    assert not [path for path in FILES if path.suffix == ".py" and path.stem == name]


@each_notebook
def test_notebook_form(path):
    notebook = load(path)
    assert path.stat().st_size <= NOTEBOOK_BYTES
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert set(notebook["metadata"]) <= METADATA
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))
    unreadable = [name for name in ids if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", name)]
    assert not unreadable, "cell ids are names that a person can read"


@each_notebook
def test_saved_outputs_are_clean(path):
    for output in outputs(load(path)):
        assert output["output_type"] != "error", "a saved traceback"
        assert output.get("name") != "stderr", "saved stderr"


@each_notebook
def test_only_chapters_are_saved_with_outputs(path):
    code = [
        cell
        for cell in load(path)["cells"]
        if cell["cell_type"] == "code" and "".join(cell["source"]).strip()
    ]
    executed = [cell["execution_count"] is not None for cell in code]
    folder = path.relative_to(ROOT).parts[0]
    if folder == "notebooks":
        assert all(executed), "chapters are committed executed"
    elif folder == "exercises":
        assert not any(executed) and not outputs(load(path))


@each_notebook
def test_notebook_is_accessible(path):
    assert accessibility(load(path)) == []


def accessibility(notebook):
    """What a reader with a screen reader, or without some colors, would stumble over."""
    found, level = [], 0
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            found += ["rainbow color map"] * bool(RAINBOW.search(source))
            continue
        text = re.sub(r"```.*?```", "", source, flags=re.DOTALL)
        for marks in re.findall(r"^(#{1,6})\s+\S", text, re.MULTILINE):
            if len(marks) > level + 1 or (len(marks) == 1) != (level == 0):
                found.append(f"heading of level {len(marks)} after level {level}")
            level = len(marks)
        found += ["image without alt text" for alt in IMAGE.findall(text) if not alt.strip()]
        found += ["<img> without alt"] * bool(BARE_IMG.search(text))
        found += ["link text says nothing"] * bool(EMPTY_LINK.search(text))
    return found + [problem for output in outputs(notebook) for problem in picture_problems(output)]


def picture_problems(output):
    data, metadata = output.get("data", {}), output.get("metadata", {})
    html = "".join(data.get("text/html", ""))
    found = ["HTML output: <img> without alt"] * bool(BARE_IMG.search(html))
    for kind in ("image/png", "image/jpeg", "image/svg+xml"):
        if kind in data and not metadata.get(kind, {}).get("alt") and "alt=" not in html:
            found.append(f"{kind} output without alt")
    return found


def markdown(*sources):
    return {"cells": [{"cell_type": "markdown", "source": [source]} for source in sources]}


@pytest.mark.parametrize(
    ("notebook", "problem"),
    [
        (markdown("# One", "### Three"), "heading of level 3 after level 1"),
        (markdown("## Two"), "heading of level 2 after level 0"),
        (markdown("# One", "# Another"), "heading of level 1 after level 1"),
        (markdown("# One\n![](x.png)"), "image without alt text"),
        (markdown("# One\n<img src='x'>"), "<img> without alt"),
        (markdown("# One\nsee [here](x)"), "link text says nothing"),
        (
            {"cells": [{"cell_type": "code", "source": "imshow(x, cmap='jet')"}]},
            "rainbow color map",
        ),
        (
            {
                "cells": [
                    {"cell_type": "code", "source": "", "outputs": [{"data": {"image/png": "x"}}]}
                ]
            },
            "image/png output without alt",
        ),
    ],
)
def test_the_accessibility_check_can_fail(notebook, problem):
    assert accessibility(notebook) == [problem]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_documents_name_only_files_that_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:md|py|toml|yml|lock|ipynb))`", text)
    promised = [one for one in named if not re.search(r"NN|NAME|^grades/|^\.venv", one)]
    assert promised and not [one for one in promised if not (ROOT / one).exists()]


def test_every_clone_has_the_same_bytes():
    """A system that writes lines with "\r\n" changes no hash and no generated file."""
    names = "".join(f"{path.relative_to(ROOT).as_posix()}\0" for path in FILES)
    command = ["git", "check-attr", "-z", "--stdin", "text", "eol"]
    asked = subprocess.run(
        command, cwd=ROOT, input=names, capture_output=True, text=True, check=True
    )
    said = asked.stdout.split("\0")
    told = {(path, which): value for path, which, value in zip(*[iter(said)] * 3, strict=False)}
    for path in FILES:
        name = path.relative_to(ROOT).as_posix()
        is_text = b"\0" not in path.read_bytes()[:8000]
        assert told[name, "text"] in ("auto", "set") if is_text else True, name
        assert told[name, "text"] == "unset" or told[name, "eol"] == "lf", name
        assert is_text or told[name, "text"] == "unset", (
            f"{name}: say in .gitattributes it is binary"
        )
        assert not is_text or b"\r\n" not in path.read_bytes(), name
