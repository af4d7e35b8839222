"""Every rule can say all that it can say, and every saved verdict is its rule applied to what was measured."""

import ast
import importlib
import sys

import nbformat
import pytest
from conftest import ROOT

from llmcourse.lesson.claims import FAILS, HOLDS, LIMITED, VERDICT
from llmcourse.lesson.measured import from_json

sys.path.append(str(ROOT / "tests" / "made_up"))

CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WORDS = {"holds": HOLDS, "limited": LIMITED, "fails": FAILS}
MOST_LINES = 8


def code_cells(path):
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def functions(source):
    nodes = ast.parse(source).body
    return [node for node in nodes if isinstance(node, ast.FunctionDef)]


def rules(cells):
    """Each rule's node, by name, and the place of its cell."""
    found = {}
    for place, cell in enumerate(cells):
        for node in functions(cell.source):
            if node.name.startswith("rule_"):
                found[node.name] = node, place
    return found


def imports(cells):
    """The import statements of the first cell: what a rule may use besides its measurements."""
    nodes = ast.parse(cells[0].source).body
    return [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]


def compiled(node, cells):
    module = ast.Module([*imports(cells), node], type_ignores=[])
    namespace = {}
    exec(compile(module, "rule", "exec"), namespace)
    return namespace[node.name]


def verdicts(cells):
    """Place of the cell and content of every saved verdict."""
    for place, cell in enumerate(cells):
        for output in cell.outputs:
            stored = output.get("data", {}).get(VERDICT)
            if stored:
                yield place, stored


def cases(path):
    return importlib.import_module(f"chapter_{path.stem[:2]}").CASES


def lines_run(function, arguments):
    """The outcome of a call, and the lines of the function that ran."""
    seen = set()

    def trace(frame, event, _):
        if frame.f_code is function.__code__:
            seen.add(frame.f_lineno)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        outcome = function(*arguments)
    finally:
        sys.settrace(before)
    return outcome, seen


def returns(node):
    return {inner.lineno for inner in ast.walk(node) if isinstance(inner, ast.Return)}


each_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


@each_chapter
def test_every_rule_says_what_it_can_say_of_made_up_measurements(path):
    cells = code_cells(path)
    known = rules(cells)
    assert known.keys() == cases(path).keys()
    for name, (node, _) in known.items():
        function, reached = compiled(node, cells), set()
        for expected, arguments in cases(path)[name]:
            outcome, seen = lines_run(function, arguments)
            assert outcome.word == WORDS[expected], f"{name}{arguments}: {outcome}"
            reached |= seen
        assert returns(node) <= reached, f"{name}: lines that no case reaches"
        assert len({expected for expected, _ in cases(path)[name]}) >= 2, f"{name} says one thing"


@each_chapter
def test_every_rule_stands_above_its_measurements_and_is_short(path):
    cells = code_cells(path)
    known = rules(cells)
    for name, (node, _) in known.items():
        body = ast.unparse(ast.Module(node.body, type_ignores=[])).splitlines()
        assert len(body) <= MOST_LINES, f"{name} has {len(body)} lines"
    for place, stored in verdicts(cells):
        rule_place = known[stored["rule"]][1]
        recorded = [
            number for number, cell in enumerate(cells) if f'record("{stored["id"]}"' in cell.source
        ]
        assert recorded and rule_place < min(*recorded, place), f"{stored['rule']} comes too late"


@each_chapter
def test_every_saved_verdict_is_its_rule_applied_to_what_was_measured(path):
    cells = code_cells(path)
    known = rules(cells)
    given = list(verdicts(cells))
    assert {stored["rule"] for _, stored in given} == known.keys()
    for _, stored in given:
        function = compiled(known[stored["rule"]][0], cells)
        outcome = function(*map(from_json, stored["measurements"]))
        assert (outcome.word, outcome.because) == (stored["word"], stored["because"]), stored["id"]


@each_chapter
def test_the_words_of_the_verdicts_are_compared_when_the_chapter_runs(path):
    (table,) = [cell for cell in code_cells(path) if "claims.table()" in cell.source]
    assert "nbval-check-output" in table.metadata.get("tags", [])
    shown = table.outputs[0].data["text/plain"].splitlines()
    given = [stored for _, stored in verdicts(code_cells(path))]
    expected = sorted(f"{stored['id']}  {stored['text']}: {stored['word']}" for stored in given)
    assert shown == expected
