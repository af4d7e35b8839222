"""Submissions that are strange as files: their bytes, what they are instead of files, and their
names.
"""

import gzip
import io
import json
import os
import pickle
import socket
import unicodedata
import zipfile
from pathlib import Path

import toy_assignment as toy

from llmcourse.machine.text import one_form
from attacks.case import Case

TEXT = json.dumps(toy.submission(toy.RIGHT))
DAMAGED, NO_NOTEBOOK = "damaged", "no notebook"


class _Payload:
    def __reduce__(self):
        return exec, ("raise SystemExit('unpickled')",)


def _zipped(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, TEXT)
    return file.getvalue()


def _with(old, new):
    assert old in TEXT
    return TEXT.replace(old, new).encode()


def _deep_cells(depth):
    return b'{"nbformat": 4, "cells": ' + b"[" * depth + b"]" * depth + b"}"


BYTES = {
    "empty": (b"", DAMAGED),
    "space": (b" \n\t" * 1000, DAMAGED),
    "brace": (b"{", DAMAGED),
    "truncated": (TEXT[: len(TEXT) // 2].encode(), DAMAGED),
    "last byte gone": (TEXT[:-1].encode(), DAMAGED),
    "twice": (2 * TEXT.encode(), DAMAGED),
    "zeros": (bytes(100_000), DAMAGED),
    "zeros at the end": (TEXT.encode() + bytes(1000), DAMAGED),
    "deep list": (b"[" * 200_000, DAMAGED),
    "deep object": (b'{"a":' * 200_000, DAMAGED),
    "huge integer": (_with('"nbformat_minor": 5', '"nbformat_minor": ' + "9" * 10_000), DAMAGED),
    "single quotes": (str(json.loads(TEXT)).encode(), DAMAGED),
    "page": (b"<!DOCTYPE html><html><script>alert(1)</script></html>", DAMAGED),
    "program": (toy.RIGHT["1.1"].encode(), DAMAGED),
    "null": (b"null", NO_NOTEBOOK),
    "number": (b"4", NO_NOTEBOOK),
    "infinity": (b"-Infinity", NO_NOTEBOOK),
    "list": (b"[" + TEXT.encode() + b"]", NO_NOTEBOOK),
    "text": (json.dumps(TEXT).encode(), NO_NOTEBOOK),
    "object": (b"{}", NO_NOTEBOOK),
    "utf-16": (TEXT.encode("utf-16"), "UTF-8"),
    "utf-16 unmarked": (TEXT.replace("return", "retürn").encode("utf-16-le"), ""),
    "utf-32": (TEXT.encode("utf-32"), "UTF-8"),
    "latin-1": (_with("2 * x", "2 * x  # \xe9").decode().encode("latin-1"), "UTF-8"),
    "gzip": (gzip.compress(TEXT.encode()), "UTF-8"),
    "zip": (_zipped("work.ipynb"), ""),
    "zip outside": (_zipped("../../outside/llmcourse-attack-zip", "/llmcourse-attack-zip"), ""),
    "picture": (b"\x89PNG\r\n\x1a\n" + os.urandom(1000), "UTF-8"),
    "pickle": (pickle.dumps(_Payload()), "UTF-8"),
    "program file": (b"\x7fELF" + bytes(1000), ""),
    "version 3": (_with('"nbformat": 4', '"nbformat": 3'), "version"),
    "version 5": (_with('"nbformat": 4', '"nbformat": 5'), "version"),
    "version text": (_with('"nbformat": 4', '"nbformat": "4"'), "version"),
    "version list": (_with('"nbformat": 4', '"nbformat": [4]'), "version"),
    "no cells": (b'{"nbformat": 4, "metadata": {}}', "no list of cells"),
    "cells by name": (b'{"nbformat": 4, "cells": {"ex-1-1": "x"}}', "no list of cells"),
    "too large": (TEXT.encode() + b" " * 20_000_000, "larger than 20 MB"),
}
STILL_READABLE = {
    "mark": "\ufeff".encode() + TEXT.encode(),
    "windows lines": json.dumps(json.loads(TEXT), indent=1).replace("\n", "\r\n").encode(),
    "not a number": _with(
        '"metadata": {"kernelspec"',
        '"metadata": {"a": NaN, "b": -Infinity, "c": 1e999, "kernelspec"',
    ),
    "same key twice": b'{"cells": [], "nbformat": 3, ' + TEXT.encode()[1:],
    "half letter": _with('"name": "python3"', '"name": "\\ud800"'),
    "large": _with(
        '"metadata": {"kernelspec"', '"metadata": {"a": "' + "x" * 19_000_000 + '", "kernelspec"'
    ),
    "many cells": _with('"cells": [', '"cells": [' + "{}, " * 300_000),
    "minor version": _with('"nbformat_minor": 5', '"nbformat_minor": 10000000000'),
}
EMPTY = {"cells in cells": _deep_cells(500), "no cells at all": b'{"nbformat": 4, "cells": []}'}


def hand_in_bytes(folder, known):
    """Files of these bytes."""
    for name, (data, says) in BYTES.items():
        (folder / f"bytes-{name}.ipynb").write_bytes(data)
        yield Case("bytes", f"bytes-{name}", None, (says,))
    for name, data in STILL_READABLE.items():
        (folder / f"bytes-{name}.ipynb").write_bytes(data)
        yield Case("bytes", f"bytes-{name}", (3, 2))
    for name, data in EMPTY.items():
        (folder / f"bytes-{name}.ipynb").write_bytes(data)
        yield Case("bytes", f"bytes-{name}", (0, 0), ("is missing",))


def hand_in_links(folder, known):
    """Submissions that are links, folders, pipes and sockets; none may be opened."""
    solution, kind = Path(known["SOLUTION"]), "links"
    for name, target in {
        "solution": solution,
        "zero": "/dev/zero",
        "itself": f"{kind}-itself.ipynb",
        "nowhere": "nowhere.ipynb",
        "password": "/etc/passwd",
    }.items():
        (folder / f"{kind}-{name}.ipynb").symlink_to(target)
        yield Case(kind, f"{kind}-{name}", None, ("not an ordinary file",))
    os.mkfifo(folder / f"{kind}-pipe.ipynb")
    (folder / f"{kind}-folder.ipynb").mkdir()
    with socket.socket(socket.AF_UNIX) as line:
        here = os.getcwd()
        os.chdir(folder)  # a socket's path may have 104 characters
        line.bind(f"{kind}-socket.ipynb")
        os.chdir(here)
    for name in ("pipe", "folder", "socket"):
        yield Case(kind, f"{kind}-{name}", None, ("not an ordinary file",))
    (folder / f"{kind}-to-folder").symlink_to(solution.parent)
    yield Case(kind, f"{kind}-to-folder", None, ("link",))
    (folder / f"{kind}-none").mkdir()
    yield Case(kind, f"{kind}-none", None, ("0 notebooks",))
    (folder / f"{kind}-inside").mkdir()
    (folder / f"{kind}-inside" / "work.ipynb").symlink_to(solution)
    yield Case(kind, f"{kind}-inside", None, ("not an ordinary file",))
    for name in ("a", "b"):
        toy.save(toy.submission(toy.RIGHT), folder / f"{kind}-two" / f"{name}.ipynb")
    yield Case(kind, f"{kind}-two", None, ("2 notebooks",))


NAMES = [
    "'=HYPERLINK(1)", "=HYPERLINK(1)", "+1+1", "-1", "@SUM(1)", "\t=1", "＝1", "-rf", "--help", "*", "?", "~",
    "$(touch x)", "`id`", "a;b", "a|b", "a&b", "%s%n%d", "{0.__class__}", "{learner}",
    "Robert'); DROP TABLE grades;--", "' OR 1=1 --", '"quoted"', "<script>alert(1)", "<img src=x onerror=alert(1)>",
    "&lt;b&gt;", "]]>", "javascript:alert(1)", "con", "nul", "aux.txt", "prn", "a" * 249, "é" * 124, "a\\b",
    "x\\..\\..\\y", "%2e%2e%2fx", "a\nb", "a\rb", "a\tb", "\x1b[2J\x07", "\u202egnp.exe", "\u200b", "\ufeff",
    "\u2028", "José", unicodedata.normalize("NFD", "José"), "Ann", "ann", "ANN", " ann", "ann ", "ann.", "a b",
    "a-b", "a_b", "日本語", "🙂", "grades", "grades.csv", "overview", "index", "learners", "gradebook",
    "gradebook.sqlite", "written-by-grader", "work", "None", "nan", "1e9", "x.ipynb", "01_toy", "learner",
]  # fmt: skip


def hand_in_names(folder, known):
    """Right answers under names that mean something to a shell, a page, a spreadsheet, a database
    or a file system.
    """
    right, taken = toy.submission(toy.RIGHT), set()
    for name in [*NAMES, *map(os.fsdecode, (b"Jos\xe9", b"\xff\xfe"))]:
        if _is_possible(folder / f"{name}.ipynb"):
            toy.save(right, folder / f"{name}.ipynb")
            learner = one_form(os.fsencode(name).decode(errors="replace"))
            yield Case("names", learner + " (2)" * (learner in taken), (3, 2))
            taken.add(learner)
    toy.save(right, folder / "<b>O'Brien & co" / "my <work>.ipynb")
    yield Case("names", "<b>O'Brien & co", (3, 2))
    toy.save(right, folder / "twin.ipynb")
    toy.save(right, folder / "twin" / "work.ipynb")
    toy.save(right, folder / "twin (folder).ipynb")
    for name in ("twin", "twin (folder)"):
        yield Case("names", name, (3, 2))


def _is_possible(path):
    """Whether this file system knows such a name, and tells it from those before."""
    try:
        path.touch(exist_ok=False)
    except OSError:
        return False
    return True
