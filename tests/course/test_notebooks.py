"""What every chapter must be, read off its saved file: sizes, order, verdicts, numbers in prose,
alternative texts.
"""

import ast
import re
import runpy
from itertools import pairwise
from statistics import median

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXPECTED = {
    "00_start_here",
    "01_neural_networks",
    "02_tokenization",
    "03_recurrent_networks",
    "04_self_attention",
    "05_transformers",
}
SAVE_TOOL = runpy.run_path(str(ROOT / "tools" / "save_notebooks.py"))
CITED_CELLS = {"sources", "limits", "next"}  # numbers there are published ones


def cells(notebook, kind):
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def lines_of(cell):
    return [line for line in cell.source.splitlines() if line.strip()]


def prose(cell):
    """The text of a markdown cell without headings, tables, code and formulas."""
    text = re.sub(r"```.*?```|\$\$.*?\$\$|<!--.*?-->", " ", cell.source, flags=re.DOTALL)
    text = re.sub(r"^(#+ |\|).*$", " ", text, flags=re.MULTILINE)
    return re.sub(r"`[^`]*`|\$[^$\n]+\$", " … ", text)


def shown(notebook):
    """All text that the outputs show, alternative texts of figures included and image data not."""
    found = []
    for output in (output for cell in cells(notebook, "code") for output in cell.outputs):
        data = output.get("data", {})
        found += [output.get("text", ""), data.get("text/plain", "")]
        found.append(re.sub(r'src="[^"]*"|style="[^"]*"', "", data.get("text/html", "")))
    return "\n".join(found)


def too_long_or_short(notebook, name="04"):
    sizes = [len(lines_of(cell)) for cell in cells(notebook, "code")]
    fewest = 20 if name.startswith("00") else 35
    if not fewest <= len(notebook.cells) <= 60:
        yield f"{len(notebook.cells)} cells, not {fewest} to 60"
    if sizes and median(sizes) > 8:
        yield f"median code cell of {median(sizes)} lines, not 8 at most"
    for cell in notebook.cells:
        if cell.cell_type == "code" and len(lines_of(cell)) > 20:
            yield f"{cell.id}: {len(lines_of(cell))} lines of code, not 20 at most"
        if cell.cell_type == "markdown" and len(prose(cell).split()) > 120:
            yield f"{cell.id}: {len(prose(cell).split())} words, not 120 at most"


def code_without_words(notebook):
    for three in zip(notebook.cells, notebook.cells[1:], notebook.cells[2:], strict=False):
        if all(cell.cell_type == "code" for cell in three):
            yield f"{three[2].id}: the third code cell in a row"


def bad_setup(notebook):
    setup = next((cell for cell in notebook.cells if cell.id == "setup"), None)
    if setup is None or setup is not cells(notebook, "code")[0]:
        yield "the first code cell is not one with id 'setup'"
    elif len(lines_of(setup)) > 12:
        yield f"setup has {len(lines_of(setup))} lines, not 12 at most"
    for cell in cells(notebook, "code"):
        if trick := re.search(
            r"^\s*[!%]\w+|\bpip\b|sys\.path|chdir|urllib|requests|https?://|download",
            cell.source,
            re.M,
        ):
            yield f"{cell.id}: {trick[0].strip()!r}: no installs, path tricks or downloads in a chapter"


def missing_verdicts(notebook):
    tables = [cell for cell in cells(notebook, "code") if "claims.table()" in cell.source]
    if len(tables) != 1:
        yield f"{len(tables)} cells with claims.table(), not one"
    given = re.findall(r"^(\w+)  .+: (?:holds|does not hold)", "\n".join(shown_by(tables)), re.M)
    judged = {*given, *(re.sub(r"[a-z]$", "", id) for id in given)}  # SA3a and SA3b answer SA3
    for id in sorted(questions(notebook) - judged):
        yield f"{id}: asked, but the table of claims gives no verdict"


def shown_by(some_cells):
    return [
        output.get("data", {}).get("text/plain", "")
        for cell in some_cells
        for output in cell.outputs
    ]


def questions(notebook):
    """Ids that the reader is asked to guess, or that the title lists in its table."""
    code = "\n".join(cell.source for cell in cells(notebook, "code"))
    return set(re.findall(r"""guess\(\s*["'](\w+)["']""", code)) | set(
        re.findall(r"^\| ([A-Z]{1,3}\d+) \|", notebook.cells[0].source, re.M)
    )


def unmeasured_numbers(notebook):
    """Decimals in prose that no output of the notebook shows.

    Not counted: section and exercise numbers, code, formulas, and lines or cells that cite a
    source.
    """
    outputs = shown(notebook)
    for cell in cells(notebook, "markdown"):
        text = "" if cell.id in CITED_CELLS else prose(cell)
        text = re.sub(r"^.*\b(?:et al\.|\((?:19|20)\d\d\)).*$", "", text, flags=re.M)
        text = re.sub(
            r"\b(?:[Ss]ections?|[Ee]xercises?|version) \d+\.\d+(?:(?:,| and| to) \d+\.\d+)*",
            "",
            text,
        )
        for number in re.findall(r"(?<![\w.])\d[\d,]*\.\d+(?![\w]|\.\d)", text):
            if not re.search(rf"(?<![\d.,]){re.escape(number)}(?!\d)", outputs):
                yield f"{cell.id}: {number} stands in the prose and in no output"


def poor_figures(notebook):
    for cell in cells(notebook, "code"):
        for data in (output.get("data", {}) for output in cell.outputs):
            if any(mime.startswith("image/") for mime in data):
                yield f"{cell.id}: a bare image: show it with plotting.show(fig, alt=…)"
            for image in re.findall(r"<img\b[^>]*>", data.get("text/html", "")):
                alt = re.search(r'alt="([^"]*)"', image)
                if not alt or len(alt[1].split()) < 5:
                    yield f"{cell.id}: a figure without a sentence of alternative text"


def poor_headings(notebook):
    text = "\n".join(
        re.sub(r"```.*?```", "", cell.source, flags=re.S) for cell in cells(notebook, "markdown")
    )
    levels = [len(marks) for marks in re.findall(r"^(#{1,6}) \S", text, re.M)]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "one first-level heading is needed, as the first of all"
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield "a heading skips a level"


def foreign_words(notebook):
    """Names that the table of chapter 0 translates to ours, used as names in code or between
    backquotes in prose.
    """
    banned = foreign_names()
    for cell in notebook.cells:
        if cell.id != "vocabulary":
            for name in sorted(names_in(cell) & banned):
                yield f"{cell.id}: `{name}` has another name in this course: see the table in chapter 0"


def names_in(cell):
    if cell.cell_type == "markdown":
        return set(re.findall(r"`(\w+)`", cell.source))
    nodes = list(ast.walk(ast.parse(cell.source)))
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.arg for node in nodes if isinstance(node, ast.arg)
    }


def foreign_names():
    chapter = nbformat.read(
        ROOT / "notebooks" / "00_start_here.ipynb", as_version=nbformat.NO_CONVERT
    )
    table = next(cell.source for cell in chapter.cells if cell.id == "vocabulary")
    rows = re.findall(r"^\|([^|]*)\|[^|]*\|([^|]*)\|$", table, re.M)
    ours = set(re.findall(r"`(\w+)`", " ".join(here for here, _ in rows)))
    return set(re.findall(r"`(\w+)`", " ".join(elsewhere for _, elsewhere in rows))) - ours


RULES = [
    too_long_or_short,
    code_without_words,
    bad_setup,
    missing_verdicts,
    unmeasured_numbers,
    poor_figures,
    poor_headings,
    foreign_words,
]


def test_the_expected_chapters_are_there():
    assert {path.stem for path in CHAPTERS} >= EXPECTED


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter(path, rule):
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    found = rule(notebook, path.stem) if rule is too_long_or_short else rule(notebook)
    assert not list(found)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_is_saved_executed_and_clean(path):
    assert SAVE_TOOL["faults"](nbformat.read(path, as_version=nbformat.NO_CONVERT)) == []
    assert path.stat().st_size <= 600_000, "saved larger than 600 kB"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_readme_says_what_a_chapter_takes(path):
    """Seconds and memory as they were when the chapter was saved (`benchmarks/chapters.py` compares
    them with a yardstick: how long a run takes says as much about the machine).
    """
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    took = notebook.metadata.llmcourse
    number, title = re.match(r"# (\S+) (.+)", notebook.cells[0].source).groups()
    solved = ROOT / "solutions" / path.name
    exercises = (
        len(re.findall(r'"id": "ex-', solved.read_text(encoding="utf-8"))) if solved.exists() else 0
    )
    cells = (
        f"{int(number):02} {title}",
        len(notebook.cells),
        exercises,
        took.seconds,
        f"{took.peak_megabytes:,}",
    )
    row = "| " + " | ".join(map(str, cells)) + " |"
    assert row in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()


def test_foreign_names_are_read_from_chapter_0():
    assert {"n_embd", "hidden_size", "block_size", "n_head"} <= foreign_names()
    assert not {"n_heads", "d_model", "vocab_size", "context_length"} & foreign_names()


def notebook_of(*parts):
    """A small notebook: text is prose; (code, text) pairs are a code cell and its printed output."""
    made = []
    for i, part in enumerate(parts):
        if isinstance(part, str):
            made.append(new_markdown_cell(part, id=f"cell-{i}"))
        else:
            printed = new_output("stream", text=part[1])
            made.append(new_code_cell(part[0], outputs=[printed], id=f"cell-{i}"))
    return new_notebook(cells=made)


def figure_cell(page):
    return new_code_cell(
        "show(fig)", outputs=[new_output("display_data", data={"text/html": page})], id="figure"
    )


@pytest.mark.parametrize(
    ("rule", "parts", "complaint"),
    [
        (too_long_or_short, ["word " * 121], "121 words"),
        (too_long_or_short, [("x\n" * 21, "")], "21 lines"),
        (too_long_or_short, [("x\n" * 9, "")], "median"),
        (too_long_or_short, ["few"], "1 cells"),
        (code_without_words, [("a", ""), ("b", ""), ("c", "")], "third code cell"),
        (bad_setup, [("import torch", "")], "setup"),
        (bad_setup, [("!pip install torch", "")], "pip"),
        (bad_setup, [("import sys; sys.path.append('..')", "")], "sys.path"),
        (missing_verdicts, [("guess('SA1', 'which?', [])", "")], "0 cells"),
        (missing_verdicts, [("guess('SA1', 'which?', [])", "")], "SA1: asked"),
        (missing_verdicts, ["# 4\n\n| id | says |\n|---|---|\n| SA2 | far |"], "SA2: asked"),
        (unmeasured_numbers, ["The loss is 0.73 now.", ("loss", "0.729")], "0.73"),
        (unmeasured_numbers, ["It is 12.5 % of all.", ("loss", "112.5 %")], "12.5"),
        (unmeasured_numbers, ["It ends at 1,234.5.", ("loss", "234.5")], "1,234.5"),
        (poor_headings, ["## 4.1 First"], "first-level"),
        (poor_headings, ["# 4 Title", "### 4.1 Part"], "skips"),
        (foreign_words, [("n_embd = 4", "")], "n_embd"),
        (foreign_words, [("def f(hidden_size): pass", "")], "hidden_size"),
        (foreign_words, ["set `block_size` to 8"], "block_size"),
    ],
)
def test_rules_notice(rule, parts, complaint):
    assert any(complaint in line for line in rule(notebook_of(*parts)))


@pytest.mark.parametrize(
    "page",
    ["<img src='x'>", '<img alt="">', '<img alt="a line">'],
    ids=["no alt", "empty alt", "short alt"],
)
def test_poor_figures_are_noticed(page):
    assert list(poor_figures(new_notebook(cells=[figure_cell(page)])))
    assert not list(
        poor_figures(
            new_notebook(cells=[figure_cell('<img alt="A line that falls to 0.1 at 9.">')])
        )
    )


@pytest.mark.parametrize(
    "text",
    [
        "It is 0.73, and 12.5 % of all.",
        "Take 0.5, as Xu et al. 2023 did.",
        "See section 4.9, sections 4.7 and 4.8, or exercise 4.6.",
        "## 4.2 A heading",
        "With `p = 0.1` and $x = 0.2$ and\n```\n0.3\n```\n",
    ],
)
def test_numbers_that_are_shown_cited_or_no_measurements_pass(text):
    assert not list(unmeasured_numbers(notebook_of(text, ("loss", "loss 0.73\nshare 12.5 %"))))


def test_a_verdict_in_the_table_is_found():
    table = new_output(
        "display_data", data={"text/plain": "SA1  dogs have legs: holds with a limit"}
    )
    asked = new_code_cell("guess('SA1', 'which?', [])", id="asked")
    notebook = new_notebook(
        cells=[asked, new_code_cell("claims.table()", outputs=[table], id="table")]
    )
    assert not list(missing_verdicts(notebook))


def verdict_words(notebook):
    """What the table of claims says, line by line."""
    return "\n".join(shown_by([c for c in cells(notebook, "code") if "claims.table()" in c.source]))


@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapters_run_on_a_machine_without_the_model(path, tmp_path, monkeypatch):
    """Every cell, with the untrained stand-in."""
    monkeypatch.setenv("LLMCOURSE_CACHE", str(tmp_path))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    SAVE_TOOL["run"](notebook, ROOT / "notebooks")


@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_verdicts_hold_under_a_second_seed(path, monkeypatch):
    monkeypatch.setenv("LLMCOURSE_SEED", "1000")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    saved = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    SAVE_TOOL["run"](notebook, ROOT / "notebooks")
    assert verdict_words(notebook) == verdict_words(saved)
