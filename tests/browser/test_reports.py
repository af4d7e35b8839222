"""The grader's pages in a real browser: nothing runs, is fetched or overflows; all is named and can
be reached.

LLMCOURSE_SCREENSHOTS=folder keeps pictures of what was seen.
"""

import os
from itertools import pairwise
from pathlib import Path

import pytest
from lab_session import CHROMIUM, FLAGS
from made_up_class import made_up_class

from llmcourse.grading.reports import write as report

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: pip install playwright"
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}: apt-get install chromium"
    ),
]
SIZES = {"desk": (1100, 900), "phone": (360, 740)}
UNNAMED = """() => [...document.querySelectorAll('a, summary, th, td, caption')].filter(
    e => !e.textContent.trim() && !(e.tagName === 'TD')).map(e => e.outerHTML.slice(0, 80))"""
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4')].map(e => Number(e.tagName[1]))"
DEAD = """() => [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1))
    .filter(id => !document.getElementById(id))"""

VISIBLE = """() => [...document.querySelectorAll('a, summary')]
    .filter(e => e.tagName === 'SUMMARY' || !e.closest('details:not([open])')).length"""


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    report.write(made_up_class(40), folder)
    return folder


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


def paths(out):
    pages = sorted((out / "learners").glob("*.html"), key=lambda path: path.stat().st_size)
    return {"overview": out / "overview.html", "best": pages[0], "worst": pages[-1]}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["overview", "best", "worst"])
def test_pages_are_sound(out, browser, name, size, scheme):
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page, said, asked = context.new_page(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(paths(out)[name].as_uri())
    keep = os.environ.get("LLMCOURSE_SCREENSHOTS")
    if keep:
        page.screenshot(path=Path(keep) / f"report-{name}-{size}-{scheme}.png", full_page=True)
    assert not said and len(asked) == 1, "a page that is whole by itself and runs nothing"
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (
        "it can be read without moving sideways"
    )
    assert not page.evaluate(UNNAMED) and not page.evaluate(DEAD)
    levels = page.evaluate(HEADINGS)
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    context.close()


@pytest.mark.slow
def test_everything_on_the_overview_is_reached_by_keyboard(out, browser):
    page = browser.new_page()
    page.goto(paths(out)["overview"].as_uri())
    targets = page.evaluate(VISIBLE)
    for _ in range(targets + 5):
        page.keyboard.press("Tab")
        page.evaluate("document.activeElement.dataset.seen = 1")
    assert page.evaluate("document.querySelectorAll('[data-seen]').length") >= targets
    page.close()
