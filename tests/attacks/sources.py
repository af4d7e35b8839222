"""Answer cells that are strange as texts: magics, broken Python, letters that are not what they
seem.
"""

import toy_assignment as toy
from attacks.case import NOTHING_ELSE, Case
from attacks.watch import trace

SOURCES = {
    "magics": "%reset -f\n%load_ext autoreload\n!echo done\n%javascript alert(1)\n\ndef double(x):\n    return x",
    "shell": "!touch {OUTSIDE}/{TRACE}\n!!id\n%sx id\n%system id\nfiles = !ls /\n\ndef double(x):\n    return x",
    "bash": "%%bash\ntouch {OUTSIDE}/{TRACE}\necho 1.1 ok",
    "script": "%%script python3\nopen('{OUTSIDE}/{TRACE}', 'w')",
    "written file": "%%writefile {OUTSIDE}/{TRACE}\nfound me",
    "page": "%%html\n<script>alert(1)</script>\n<style>* { display: none }</style>",
    "captured": "%%capture --no-stderr\ndef double(x):\n    return x",
    "loaded": "%run {SOLUTION}\n%load {SOLUTION}\n%store -r\n%recall\n%history -g\ndef double(x):\n    return x",
    "configured": "%config InteractiveShell.autocall = 2\n%pdb on\n%xmode Minimal\n\ndef double(x):\n    return x",
    "endless magics": "x = !a\n" * 600,
    "separated lines": "def\u2028 double(x):\n    return x",
    "bad escapes": "def double(x):\n    assert (x, '\\d\\c\\N')\n    return x",
    "debugger": "def double(x):\n    breakpoint()\n    return x",
    "question": "double??\n?print\nprint?\n\ndef double(x):\n    return x",
    "syntax error": "def double(x:\n    return",
    "indentation": "def double(x):\n\treturn x\n        return x\n  return x",
    "no end": "def double(x):\n    return '''",
    "null byte": "def double(x):\n    return x\0",
    "nested": "-" * 50_000 + "1",
    "brackets": "(" * 20_000,
    "indented": "".join(" " * n + "if 1:\n" for n in range(150)),
    "surrogate": "x = '\ud800'",
    "awaited": "import asyncio\nawait asyncio.sleep(0)\n\nasync def double(x):\n    return 2 * x",
    "cookie": "# -*- coding: rot13 -*-\nqrs qbhoyr(k):\n    erghea 2 * k",
    "lookalike": "def d\u043euble(x):\n    return 2 * x",
    "turned": "def double(x):\n    '''\u202e''' ; return x  # \u2066 return 2 * x",
    "form feed": "\f\v\x1c\x85\u2028def double(x):\r    return x",
    "carriage": "def double(x):\r\n    return x\r\rprint(1)\r",
    "long line": "x = '" + "y" * 190_000 + "'\n\ndef double(x):\n    return x",
    "many lines": "\n" * 150_000 + "def double(x):\n    return x",
    "class": "class double:\n    def __new__(cls, x):\n        return x",
    "generator": "def double(x):\n    yield 2 * x",
    "nothing returned": "def double(x):\n    2 * x",
    "nothing defined": "print('1.1 ok')",
    "deleted": "def double(x):\n    return x\n\ndel double",
    "own check": "with checking('1.1'):\n    pass\nprint('1.1 ok')\n\ndef double(x):\n    return x",
    "markers": "### BEGIN HIDDEN TESTS\n### BEGIN SOLUTION\ndef double(x):\n    return x\n### END SOLUTION",
}
SAID = {
    "syntax error": ("SyntaxError",),
    "no end": ("SyntaxError",),
    "nothing defined": ("NameError",),
    "brackets": ("SyntaxError",),
}


def hand_in(folder, known):
    """A submission for each source, with a right 1.2."""
    for name, source in SOURCES.items():
        learner = f"sources-{name}"
        if "{TRACE}" in source or "{SOLUTION}" in source:
            source = source.format(**known, TRACE=trace(learner.replace(" ", "-")))
        toy.save(
            toy.submission({"1.1": source, "1.2": toy.RIGHT["1.2"]}), folder / f"{learner}.ipynb"
        )
        yield Case("sources", learner, NOTHING_ELSE, SAID.get(name, ()))
    toy.save(toy.submission({"1.1": "#" * 200_001 + "\nx = 1"}), folder / "sources-too long.ipynb")
    yield Case("sources", "sources-too long", (0, 0), ("longer than 200,000 characters",))
