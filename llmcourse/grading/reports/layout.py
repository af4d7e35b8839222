"""The frame of the reports' web pages: one style, no script, nothing loaded from anywhere.

Pages must be good to read on a phone, in the dark, printed, and by screen reader: colors come in
pairs that a test measures, no meaning hangs on color alone, and wide tables scroll inside a region
that the keyboard reaches.
"""

from collections.abc import Iterable, Sequence

from llmcourse.grading.reports.harmless import markup

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
STYLE = """
*, *::before { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif }
header, main, footer { max-width: var(--width, 46rem); margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 2.5rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.75rem 0 .75rem; overflow-wrap: anywhere }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; overflow-wrap: anywhere }
p, ul { margin: .5rem 0 }
ul { padding-left: 1.25rem }
a { color: var(--link) }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.soft { color: var(--soft) }
.small { font-size: .9rem }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
caption { text-align: left; color: var(--soft); padding: 0 0 .4rem }
.quiet caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); padding: 0 }
th, td { text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0; border-bottom: 1px solid var(--line) }
td { overflow-wrap: anywhere; min-width: 7rem }
td.number { min-width: 0 }
thead th { color: var(--soft); font-size: .9rem; font-weight: 600; vertical-align: bottom }
tbody th { font-weight: 500; overflow-wrap: break-word; min-width: 8.5rem }
th.number, td.number { text-align: right; white-space: nowrap }
tr > :last-child { padding-right: 0 }
.scroll { overflow-x: auto; position: relative }
.scroll + .scroll { margin-top: 1.75rem }
.state { white-space: nowrap }
.good { color: var(--good) } .part { color: var(--part) } .bad { color: var(--bad) }
.sign { display: inline-block; width: 1.35em; font-weight: 700 }
code { font: .93em ui-monospace, "SF Mono", Menlo, Consolas, monospace }
.said { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); border-left: 4px solid var(--line);
  padding: .65rem .9rem; margin: .6rem 0 }
details { margin: .3rem 0 }
summary { cursor: pointer; color: var(--link) }
footer { margin-top: 3.5rem; padding-bottom: 2.5rem; color: var(--soft); font-size: .9rem }
footer p { border-top: 1px solid var(--line); padding-top: .9rem }
@media print { body { background: none } header { padding-top: 0 } h2, h3 { break-after: avoid }
  tr, .said, figure { break-inside: avoid } a { color: inherit } }
"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
{header}
</header>
<main>
{main}
</main>
<footer>
<p>{footer}</p>
</footer>
</body>
</html>
"""


def page(title: str, header: str, main: str, footer: str, style: str = "") -> str:
    """A whole page from its parts; the title is text, the parts are HTML, `style` is what only this
    page needs.
    """
    return PAGE.format(
        title=markup(title),
        style=_colors() + STYLE + style,
        header=header,
        main=main,
        footer=footer,
    )


def table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Sequence[int] = (),
    quiet: bool = False,
) -> str:
    """A table in a region that scrolls; the caption is text, `head` and cells are HTML, `numbers`
    are right-aligned.

    The first cell of a row is its heading. A quiet caption is read aloud and not shown: the heading
    above says it.
    """
    kind = [' class="number"' if place in numbers else "" for place in range(len(head))]
    top = "".join(f'<th scope="col"{kind[place]}>{words}</th>' for place, words in enumerate(head))
    body = "\n".join(_row(row, kind) for row in rows)
    name = markup(caption)
    style = "scroll quiet" if quiet else "scroll"
    return (
        f'<div class="{style}" role="region" aria-label="{name}" tabindex="0">\n<table>\n<caption>{name}</caption>\n'
        f"<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>\n"
    )


def _row(row: Sequence[str], kind: Sequence[str]) -> str:
    cells = "".join(f"<td{kind[place]}>{html}</td>" for place, html in enumerate(row[1:], start=1))
    return f'<tr><th scope="row"{kind[0]}>{row[0]}</th>{cells}</tr>'


def _colors() -> str:
    light, dark = (
        "".join(f"--{name}: {color}; " for name, color in palette.items()).strip()
        for palette in (LIGHT, DARK)
    )
    screen = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    return f"\n:root {{ color-scheme: light dark; {light} }}\n{screen}"
