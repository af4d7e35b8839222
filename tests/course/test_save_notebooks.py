"""The maintainers' tool runs notebooks and saves them clean, or leaves them as they are."""

import runpy

import nbformat
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

TOOL = runpy.run_path(str(ROOT / "tools" / "save_notebooks.py"))
WIDGET, ANSWER = TOOL["WIDGET"], TOOL["ANSWER"]
LITTER = f"""
import sys
from IPython.display import display
print("beware", file=sys.stderr)
display({{"{WIDGET}": {{}}, "text/plain": "VBox()"}}, raw=True)
display({{"{WIDGET}": {{}}, "text/html": "<p>still</p>", "text/plain": "still"}}, raw=True)
display({{"{ANSWER}": {{}}, "text/plain": "answer"}}, raw=True)
print("one", flush=True); print("two", flush=True)
display({{"text/plain": "between"}}, raw=True)
print("three")
"""


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def write(path, *sources):
    """A notebook as someone's editor left it: a title, code cells, timings and a personal kernel."""
    cells = [new_markdown_cell("# Tiny", id="title")]
    cells += [
        new_code_cell(source, id=f"cell-{i}", execution_count=7) for i, source in enumerate(sources)
    ]
    cells[-1].metadata.update(
        tags=["nbval-check-output"], execution={"iopub.status.busy": "2024"}, scrolled=True
    )
    notebook = new_notebook(
        cells=cells, metadata={"llmcourse": {"assignment": "tiny"}, "widgets": {}}
    )
    notebook.metadata.update(kernelspec={"name": "mine", "display_name": "Mine"}, authors=["me"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook))
    return path


def read(path):
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def test_saved_notebook_is_executed_and_clean(tmp_path, capsys):
    path = write(tmp_path / "tiny.ipynb", "x = 2", "x + 1", LITTER)
    assert TOOL["main"]([str(path)]) == 0
    printed = capsys.readouterr().out
    notebook = read(path)
    assert [cell.id for cell in notebook.cells] == ["title", "cell-0", "cell-1", "cell-2"]
    assert [cell.execution_count for cell in notebook.cells[1:]] == [1, 2, 3]
    assert notebook.cells[2].outputs[0].data == {"text/plain": "3"}
    still, text, between, rest = notebook.cells[3].outputs
    assert still.data == {"text/html": "<p>still</p>", "text/plain": "still"}
    assert (text.text, between.data, rest.text) == (
        "one\ntwo\n",
        {"text/plain": "between"},
        "three\n",
    )
    assert notebook.cells[3].metadata == {"tags": ["nbval-check-output"]}
    assert set(notebook.metadata) == {"kernelspec", "language_info", "llmcourse"}
    assert notebook.metadata.kernelspec.name == "python3" and notebook.metadata.language_info == {
        "name": "python"
    }
    assert "wrote to stderr" in printed and "beware" in printed and " s, peak " in printed
    assert TOOL["main"](["--check", str(path)]) == 0
    assert list(tmp_path.iterdir()) == [path]


def test_saving_twice_gives_the_same_bytes(tmp_path):
    path = write(tmp_path / "tiny.ipynb", "print(1)")
    assert TOOL["save"](path)
    first = path.read_bytes()
    assert TOOL["save"](path) and path.read_bytes() == first


def test_cells_run_in_the_folder_of_the_notebook(tmp_path):
    path = write(tmp_path / "tiny.ipynb", "from pathlib import Path; Path.cwd().name")
    assert TOOL["save"](path)
    assert read(path).cells[1].outputs[0].data["text/plain"] == repr(tmp_path.name)


def test_a_notebook_that_fails_is_left_as_it_is(tmp_path, capsys):
    path = write(tmp_path / "tiny.ipynb", "x = 2", "x / 0", "x + 1")
    before = path.read_bytes()
    assert TOOL["main"]([str(path)]) == 1
    printed = capsys.readouterr().out
    assert "not saved" in printed and "x / 0" in printed and "ZeroDivisionError" in printed
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_a_cell_that_takes_too_long_fails(tmp_path, capsys):
    path = write(tmp_path / "tiny.ipynb", "import time; time.sleep(60)")
    assert TOOL["main"](["--timeout", "1", str(path)]) == 1
    assert "not saved" in capsys.readouterr().out


def test_an_older_format_is_refused(tmp_path, capsys):
    path = write(tmp_path / "tiny.ipynb", "1")
    path.write_text(path.read_text().replace('"nbformat_minor": 5', '"nbformat_minor": 4'))
    assert not TOOL["save"](path) and "not 4.5" in capsys.readouterr().out


def test_a_solution_is_released_too(tmp_path, capsys):
    path = write(
        tmp_path / "solutions" / "tiny.ipynb",
        "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION",
    )
    notebook = read(path)
    notebook.cells[1].metadata["nbgrader"] = {"solution": True, "grade": False}
    path.write_text(nbformat.writes(notebook))
    assert TOOL["main"]([str(path)]) == 0
    source = read(tmp_path / "exercises" / "tiny.ipynb").cells[1].source
    assert "NotImplementedError" in source and "return 1" not in source
    assert "exercises/tiny.ipynb: derived anew" in capsys.readouterr().out


def test_work_in_the_exercises_folder_is_never_overwritten(tmp_path, capsys):
    write(tmp_path / "exercises" / "tiny.ipynb", "mine = 1")
    before = (tmp_path / "exercises" / "tiny.ipynb").read_bytes()
    assert TOOL["main"]([str(write(tmp_path / "solutions" / "tiny.ipynb", "x = 1"))]) == 1
    assert "not released" in capsys.readouterr().out
    assert (tmp_path / "exercises" / "tiny.ipynb").read_bytes() == before


def executed(**changes):
    """An executed and clean notebook, but for `changes` to its one code cell."""
    cell = new_code_cell(
        "1", id="one", execution_count=1, outputs=[new_output("stream", text="1\n")]
    )
    cell.update(changes)
    notebook = TOOL["cleaned"](new_notebook(cells=[]))
    notebook.cells.append(cell)
    return notebook


def test_an_executed_notebook_has_no_faults():
    assert TOOL["faults"](executed()) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"execution_count": None}, "not executed"),
        ({"execution_count": 2}, "not executed"),
        ({"outputs": [new_output("stream", name="stderr", text="!")]}, "'one' is not clean"),
        (
            {"outputs": [new_output("display_data", data={WIDGET: {}, "text/html": "x"})]},
            "'one' is not clean",
        ),
        ({"outputs": [new_output("display_data", data={ANSWER: {}})]}, "'one' is not clean"),
        (
            {"outputs": [new_output("error", ename="E", evalue="", traceback=[])]},
            "'one' ends in an error",
        ),
        ({"metadata": nbformat.from_dict({"execution": {}})}, "'one' is not clean"),
    ],
)
def test_faults_are_named(changes, fault):
    (found,) = TOOL["faults"](executed(**changes))
    assert fault in found


def test_personal_metadata_is_a_fault(tmp_path, capsys):
    path = write(tmp_path / "tiny.ipynb", "1")
    before = path.read_bytes()
    assert TOOL["main"](["--check", str(path)]) == 1
    printed = capsys.readouterr().out
    assert "notebook metadata is not clean" in printed and "not executed" in printed
    assert path.read_bytes() == before
