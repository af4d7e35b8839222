"""Chapters, exercises and widgets in a real browser, moved by keyboard only.

LLMCOURSE_SCREENSHOTS=folder keeps pictures of what was seen.
"""

import os
import shutil
import time
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from lab_session import CHROMIUM, FLAGS, Notebook, running_lab
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install playwright"
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}: apt-get install chromium"
    ),
]
CHAPTER = "04_self_attention.ipynb"
TINY = [
    "from llmcourse.lesson.widgets.attention import attention_viewer\nfrom "
    "llmcourse.lesson.widgets.guessing import guess",
    'guess("SA1", "Is 1 < 2?", ["yes", "<b>no</b>"])',
    "weights = [[[[1, 0, 0], [0.25, 0.75, 0], [0.5, 0.125, 0.375]]] * 2] * 3\n"
    'attention_viewer(["The", " cat", "\\n"], weights, layer=1, head=1, query=1)',
]
PLAYGROUND = [
    "from llmcourse.lesson.widgets.tokens import token_playground\n"
    'token_playground({"letters": lambda text: [(ord(sign), sign) for sign in text]}, "ab")',
]


PAD = [
    "import numpy as np\nfrom llmcourse.lesson.widgets.digits import digit_pad\n"
    "digit_pad(lambda image: [image.sum() / 64, *[0.0] * 8, 1 - image.sum() / 64], np.zeros((8, "
    "8), bool))",
]
BROKEN = [
    "from IPython.display import HTML\nHTML('<img src=\"http://outside.invalid/picture.png\">')",
    "1 / 0",
    "'never reached'",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of what is opened, without outputs: whatever is seen was made in this run."""
    folder = tmp_path_factory.mktemp("notebooks")
    for source in ("notebooks", "exercises"):
        (folder / source).mkdir()
        shutil.copy(ROOT / source / CHAPTER, folder / source)
    nbformat.write(notebook_of(TINY), folder / "tiny.ipynb")
    nbformat.write(notebook_of(PLAYGROUND), folder / "playground.ipynb")
    nbformat.write(notebook_of(PAD), folder / "pad.ipynb")
    nbformat.write(notebook_of(BROKEN), folder / "broken.ipynb")
    for path in folder.rglob("*.ipynb"):
        notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.update(outputs=[], execution_count=None)
        nbformat.write(notebook, path)
    return folder


def notebook_of(sources):
    cells = [new_markdown_cell("# Tiny", id="title")]
    cells += [new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lab(folder, tmp_path_factory):
    with running_lab(folder, tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def opened(lab, browser, tmp_path):
    """Open a notebook by its path; at the end nothing may have gone wrong on its page, and its
    kernel is stopped.
    """
    pages, pictures = [], Path(os.environ.get("LLMCOURSE_SCREENSHOTS", tmp_path))

    def open_notebook(name):
        pages.append(Notebook(browser, lab, name, pictures))
        return pages[-1]

    yield open_notebook
    for page in pages:
        page.close()
        assert page.problems == []


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.1)
    assert found, "waited in vain"


class Viewer:
    """The attention viewer on a page, as a reader without a mouse has it."""

    def __init__(self, notebook):
        self.page = notebook.page
        self.first = self.page.get_by_role("spinbutton", name="Layer")
        self.tiles = self.page.get_by_role("list", name="Tokens").get_by_role("listitem")

    def words(self):
        return self.page.locator(".jp-OutputArea [role=status][aria-live=polite]").inner_text()

    def shades(self):
        return self.tiles.evaluate_all(
            "tiles => tiles.map(tile => getComputedStyle(tile).backgroundColor)"
        )

    def focused(self):
        return self.page.evaluate("document.activeElement.labels?.[0]?.textContent ?? ''")


def tab_to(notebook, label, most=40):
    """Press Tab until the control with this label has the focus."""
    viewer = Viewer(notebook)
    for _ in range(most):
        if viewer.focused().startswith(label):
            return
        notebook.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {label!r}.")


def select_cell_before(notebook, widget):
    """Put the focus on the cell that shows `widget`, as a reader has it after running that cell."""
    notebook.page.locator(".jp-CodeCell", has=widget).locator(".jp-InputPrompt").first.click()


def assert_all_ran(notebook, path):
    """Every code cell of the file ran, in order, and none ended in an error."""
    assert notebook.errors() == []
    cells = nbformat.read(path, as_version=nbformat.NO_CONVERT).cells
    n_code = sum(cell.cell_type == "code" for cell in cells)
    assert notebook.prompts() == [f"[{i}]:" for i in range(1, n_code + 1)]


def press_until_changed(notebook, key, look):
    before = look()
    notebook.page.keyboard.press(key)
    wait_for(lambda: look() != before)


def test_widgets_by_keyboard(opened):
    notebook = opened("tiny.ipynb")
    notebook.run_all(60)
    notebook.screenshot("widgets")
    assert notebook.errors() == []
    _guess_by_keyboard(notebook)
    viewer = Viewer(notebook)
    assert viewer.words() == "“␣cat” looks at: “␣cat” 75 %, “The” 25 %"
    tab_to(notebook, "Token")
    press_until_changed(notebook, "ArrowUp", viewer.words)
    assert viewer.words() == "“↵” looks at: “The” 50 %, “↵” 38 %, “␣cat” 12 %"
    assert viewer.tiles.all_inner_texts() == ["The\n50 %\n0", "␣cat\n12 %\n1", "↵\n38 %\n▲ 2 looks"]
    notebook.screenshot("widgets-moved")


def test_the_playground_follows_what_is_typed(opened):
    notebook = opened("playground.ipynb")
    notebook.run_all(60)
    field = notebook.page.get_by_role("textbox", name="Text")
    words = notebook.page.get_by_role("status").filter(has_text="letters:")
    assert words.inner_text() == "letters: 2 tokens for 2 bytes, 1.0 bytes each"
    field.focus()
    notebook.page.keyboard.press("End")
    notebook.page.keyboard.type("é <b>")
    notebook.page.keyboard.press("Tab")
    wait_for(lambda: words.inner_text() == "letters: 7 tokens for 8 bytes, 1.1 bytes each")
    tiles = notebook.page.get_by_role("list", name="Tokens of letters").get_by_role("listitem")
    assert tiles.all_inner_texts() == [
        "a\n97",
        "b\n98",
        "é\n233",
        "␣\n32",
        "<\n60",
        "b\n98",
        ">\n62",
    ]
    notebook.screenshot("playground")


def test_a_digit_is_drawn_by_keyboard(opened):
    notebook = opened("pad.ipynb")
    notebook.run_all(60)
    words = notebook.page.get_by_role("status").filter(has_text="Looks like")
    pixels = notebook.page.locator(".jp-OutputArea button.jupyter-button.widget-toggle-button")
    assert pixels.count() == 64 and words.inner_text() == "Looks like a 9 (100 %), or an 8 (0 %)"
    pixels.nth(9).focus()
    for key in ("Space", "Tab", "Space"):
        notebook.page.keyboard.press(key)
    wait_for(lambda: words.inner_text() == "Looks like a 9 (97 %), or a 0 (3 %)")
    notebook.screenshot("pad")
    notebook.page.get_by_role("button", name="Clear").click()
    wait_for(lambda: words.inner_text() == "Looks like a 9 (100 %), or an 8 (0 %)")


def _guess_by_keyboard(notebook):
    choices = notebook.page.locator(".jp-OutputArea").get_by_role("radio")
    note = notebook.page.get_by_role("status").filter(has_text="Choose one")
    assert [choices.nth(i).is_checked() for i in range(2)] == [False, False] and note.count() == 1
    select_cell_before(notebook, choices.first)
    # The number of Tabs varies: a cell's toolbar is hidden only where it would overlap.
    tab_to(notebook, "<b>no</b>")
    notebook.page.keyboard.press("Space")
    notebook.page.get_by_text("Noted: <b>no</b>").wait_for(timeout=10_000)
    assert [choices.nth(i).is_checked() for i in range(2)] == [False, True]


def test_what_goes_wrong_is_noticed(opened):
    notebook = opened("broken.ipynb")
    notebook.run_all(60)
    assert notebook.errors() == ["ZeroDivisionError: division by zero"]
    assert notebook.prompts() == ["[1]:", "[2]:", "[ ]:"]
    assert any("request to the outside" in problem for problem in notebook.problems)
    notebook.problems.clear()


@pytest.mark.slow
def test_chapter_runs_and_its_viewer_moves_by_keyboard(opened):
    notebook = opened(f"notebooks/{CHAPTER}")
    notebook.run_all(240)
    assert_all_ran(notebook, ROOT / "notebooks" / CHAPTER)
    viewer = Viewer(notebook)
    viewer.first.scroll_into_view_if_needed()
    notebook.screenshot("chapter-viewer")
    select_cell_before(notebook, viewer.first)
    for label, key in (("Layer", "ArrowUp"), ("Head", "ArrowUp"), ("Token", "ArrowDown")):
        tab_to(notebook, label)
        shades = viewer.shades()
        press_until_changed(notebook, key, viewer.words)
        assert viewer.shades() != shades
    notebook.screenshot("chapter-viewer-moved")


def test_blank_exercises_run_without_traceback(opened):
    notebook = opened(f"exercises/{CHAPTER}")
    notebook.run_all(120)
    notebook.screenshot("exercises")
    assert_all_ran(notebook, ROOT / "exercises" / CHAPTER)
    cells = nbformat.read(ROOT / "exercises" / CHAPTER, as_version=nbformat.NO_CONVERT).cells
    checks = [cell.id for cell in cells if cell.id.startswith("check-")]
    said = notebook.page.locator(".jp-OutputArea-output").filter(has_text="not done yet.")
    assert checks and said.count() == len(checks)
