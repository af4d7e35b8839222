"""Every card is whole, and says of its files, of what its reader returns and of who uses it what is
true.
"""

import ast
import hashlib
import importlib
import lzma
import re
import subprocess
import sys
from collections import Counter
from functools import cache

import nbformat
import pytest
from conftest import ROOT

from llmcourse import data
from llmcourse.data.bundled import read_jsonl
from llmcourse.data.generated.arithmetic import arithmetic
from llmcourse.data.generated.everyday import everyday_french
from llmcourse.data.generated.tales import corpus
from llmcourse.data.real import books, digits, pairs, reviews, speeches, vectors
from llmcourse.data.written import labeled, written

FILES = ROOT / "llmcourse" / "data" / "files"
ROWS = ["name", "examples", "size", "license", "source", "made by", "sha256"]
HEADINGS = ["What it is", "How it was made", "Known faults", "Used in"]
BESIDE = {"card.md", "LICENSE.txt"}


def digits_one_by_one(split=None):
    part = digits.digits(split)
    return [
        (*image, label)
        for image, label in zip(part.images.flatten(1).tolist(), part.labels.tolist(), strict=True)
    ]


READERS = {
    "bias": labeled.bias_templates,
    "digits": digits_one_by_one,
    "english-spanish": pairs.english_spanish,
    "entities": labeled.entities,
    "everyday-french": everyday_french,
    "injections": labeled.injections,
    "instructions": written.instructions,
    "moby-dick": books.moby_dick,
    "preferences": written.preferences,
    "questions": written.questions,
    "reasoning": written.reasoning,
    "red-team": labeled.red_team,
    "reviews": reviews.reviews,
    "speeches": speeches.speeches,
    "tales": corpus.texts,
    "topics": labeled.topics,
    "verses": pairs.verses,
}
each_set = pytest.mark.parametrize("name", data.names())


def rows(name):
    """The card's table, without its head."""
    body = data.card(name).text.split("|---|---|")[1]
    return dict(re.findall(r"^\| ([\w ]+) \| (.+) \|$", body, re.MULTILINE))


def data_files(name):
    return sorted(
        path for path in (FILES / name).rglob("*") if path.is_file() and path.name not in BESIDE
    )


def numbers(text):
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)]


def test_every_folder_of_files_has_a_card_and_a_license():
    folders = sorted(path.name for path in FILES.iterdir() if path.is_dir())
    assert folders == data.names() and set(READERS) <= set(folders)
    assert all(
        (FILES / name / "LICENSE.txt").read_text(encoding="utf-8").strip() for name in folders
    )


@each_set
def test_a_card_has_its_parts_in_order(name):
    text = data.card(name).text
    assert re.match(r"# \S.*\n\n\| Fact \| Value \|\n\|---\|---\|\n", text)
    assert list(rows(name)) == ROWS and rows(name)["name"] == name
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert all(len(part.split()) >= 3 for part in re.split(r"^## .+$", text, flags=re.MULTILINE))


@each_set
def test_the_recipe_named_is_there(name):
    assert (ROOT / rows(name)["made by"].split()[0].strip("`")).is_file()


@each_set
def test_sizes_and_hashes_are_those_of_the_files(name):
    contents = {path.name: path.read_bytes() for path in data_files(name)}
    plain = [
        lzma.decompress(text) if name.endswith(".xz") else text for name, text in contents.items()
    ]
    if contents:
        assert numbers(rows(name)["size"])[:2] == [
            sum(map(len, contents.values())),
            sum(map(len, plain)),
        ]
    hashes = [(name, hashlib.sha256(text).hexdigest()[:16]) for name, text in contents.items()]
    assert (
        re.findall(r"([\w.-]+) `?([0-9a-f]{16})`?", rows(name)["sha256"])[: len(hashes)] == hashes
    )


def counted(name):
    """Examples for each split: of the reader where we know it, else of the lines that carry a
    split.
    """
    if name in READERS:
        return {split: len(READERS[name](split)) for split in ("train", "validation", "test")}
    lines = [
        line
        for path in data_files(name)
        if ".jsonl" in path.name
        for line in read_jsonl(f"{name}/{path.name}")
    ]
    return Counter(line["split"] for line in lines if "split" in line)


@each_set
def test_the_numbers_of_examples_are_those_read(name):
    counts = counted(name)
    stated = {
        split: int(count.replace(",", ""))
        for split, count in SPLITS.findall(rows(name)["examples"])
    }
    assert not counts or stated == {split: count for split, count in counts.items() if count}


SPLITS = re.compile(r"(train|validation|test) ([\d,]+)")


LARGE = {"english-spanish"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] * (name in LARGE)) for name in sorted(READERS)],
)
def test_the_parts_make_up_the_whole_and_do_not_meet(name):
    parts = [READERS[name](split) for split in ("train", "validation", "test")]
    assert sum(map(len, parts)) == len(READERS[name](None)) == len(READERS[name]())
    assert Counter(READERS[name]()) == Counter(example for part in parts for example in part)


REFUSED = """
import importlib, sys
for place in sys.argv[1:]:
    module, name = place.split(":")
    try:
        getattr(importlib.import_module(module), name)("dev")
    except ValueError as error:
        assert "'train', 'validation' or 'test'" in str(error), place
    else:
        raise AssertionError(place)
"""


def test_a_misspelled_split_is_refused():
    """In a process of its own, since here the type checks would be first to refuse it."""
    chosen = [reader for reader in readers() if reader not in (arithmetic, vectors.glove)]
    places = [f"{reader.__module__}:{reader.__name__}" for reader in chosen]
    command = [sys.executable, "-c", REFUSED, *places]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert len(places) >= len(READERS) and run.returncode == 0, run.stderr


def readers():
    """The set that each reader of the package reads."""
    found = {reader: name for name, reader in READERS.items() if name != "digits"}
    found |= {digits.digits: "digits", vectors.glove: "glove", arithmetic: "arithmetic"}
    return found | {corpus.tales: "tales"}


def sets_read(source):
    """The sets whose reader a notebook imports, by its name or as part of its module."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        is_import = isinstance(node, ast.ImportFrom) and node.module is not None
        if not is_import or not node.module.startswith("llmcourse.data"):
            continue
        for alias in node.names:
            yield from read_through(imported(node.module, alias.name), alias, tree)


def imported(module, name):
    """What `from module import name` gives."""
    try:
        return getattr(importlib.import_module(module), name)
    except AttributeError:
        return importlib.import_module(f"{module}.{name}")


def read_through(thing, alias, tree):
    """The set that an imported reader reads, or those of readers that are taken from a module."""
    if callable(thing):
        yield readers()[thing]
        return
    called = alias.asname or alias.name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", None) == called:
            reader = getattr(thing, node.attr, None)
            if callable(reader) and reader in readers():
                yield readers()[reader]


def code_of(path):
    """The code of a notebook, without lines that only a notebook understands."""
    cells = nbformat.read(path, nbformat.NO_CONVERT).cells
    lines = "\n".join(cell.source for cell in cells if cell.cell_type == "code").splitlines()
    return "\n".join(line for line in lines if not line.startswith(("%", "!")))


@cache
def chapters_that_read():
    """For each chapter, the sets that it or its exercises read."""
    found = {}
    for folder in ("notebooks", "solutions"):
        for path in sorted((ROOT / folder).glob("[0-9][0-9]_*.ipynb")):
            found.setdefault(int(path.name[:2]), set()).update(sets_read(code_of(path)))
    return found


def chapters_said(name):
    """The chapters that a card says use its set, and those it says will."""
    said = data.card(name).text.split("## Used in")[1]
    now, _, planned = said.partition("Planned:")
    return [{int(n) for n in re.findall(r"\b\d+\b", part)} for part in (now, planned)]


@each_set
def test_the_chapters_that_use_a_set_are_those_that_its_card_names(name):
    now, planned = chapters_said(name)
    assert now == {number for number, read in chapters_that_read().items() if name in read}
    assert not planned & set(chapters_that_read()), "this chapter is there: does it use the set?"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from llmcourse.data.real.digits import digits", {"digits"}),
        ("from llmcourse.data.generated.tales.corpus import texts as t", {"tales"}),
        ("from llmcourse.data.real import books, pairs as p\np.verses('test')", {"verses"}),
        ("from llmcourse.data.real import books\nbooks.moby_dick\nbooks.Chapter", {"moby-dick"}),
        ("import torch", set()),
    ],
)
def test_what_a_notebook_reads_is_found(source, expected):
    assert set(sets_read(source)) == expected


def test_a_card_is_shown_formatted_in_a_notebook_and_as_it_is_elsewhere():
    card = data.card("speeches")
    assert card._repr_markdown_() == str(card) == card.text and card.text.startswith(
        "# State of the Union"
    )


def test_an_unknown_set_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"no data set 'speech'\. There are: .*\bspeeches\b"):
        data.card("speech")


def test_data_and_cards_are_packed_with_the_package():
    assert '"data/files/**"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
