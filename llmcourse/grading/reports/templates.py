"""The reports' web pages: one style, no script, nothing loaded from anywhere.

Pages must be good to read on a phone, in the dark, printed, and by screen reader: colors come in
pairs that a test measures, no meaning hangs on color alone, and wide tables scroll inside a region
that the keyboard reaches. Whatever a template writes is made harmless first, then escaped.
"""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from llmcourse.grading.reports import harmless
from llmcourse.grading.reports.wording import count, number

FOLDER = Path(__file__).with_name("templates")
LIGHT = {
    "paper": "#FDFCFA",
    "panel": "#F3F2EE",
    "ink": "#1F2937",
    "soft": "#4B5563",
    "line": "#CBD0D8",
    "link": "#00568A",
    "bar": "#0072B2",
    "good": "#00664A",
    "part": "#7A5200",
    "bad": "#9E3500",
}
DARK = {
    "paper": "#14181F",
    "panel": "#1E242E",
    "ink": "#E6E8EC",
    "soft": "#AEB6C2",
    "line": "#3C4655",
    "link": "#7FC5F2",
    "bar": "#4BA3DC",
    "good": "#63D4A9",
    "part": "#EDBE5A",
    "bad": "#FF9E74",
}


def render(name: str, **values: Any) -> str:
    """Return the page that a template makes of these values."""
    return _environment().get_template(name).render(light=LIGHT, dark=DARK, **values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
    )
    environment.filters.update(count=count, number=number, prose=_prose, short=harmless.short)
    return environment


def _harmless(value: Any) -> Any:
    """Make text printable and not too long; markup that a template made is left as it is."""
    return value if isinstance(value, Markup) else harmless.lines(str(value))


def _prose(text: str) -> Markup:
    return Markup(harmless.prose(text))
