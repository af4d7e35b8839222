"""Lets libraries open the solution: numpy, torch, sqlite, mmap, zip, configuration, the shell's own magics."""

import configparser
import mmap
import os
import runpy
import shutil
import sqlite3

import numpy
import torch

got = []
for read in (
    lambda: numpy.fromfile(SOLUTION, "u1").tobytes(),
    lambda: bytes(numpy.memmap(SOLUTION, "u1")),
    lambda: bytes(torch.from_file(SOLUTION, size=9, dtype=torch.uint8).numpy()),
    lambda: torch.load(SOLUTION),
    lambda: shutil.copy(SOLUTION, "mine"),
    lambda: os.sendfile(os.open("to", os.O_CREAT | os.O_RDWR), os.open(SOLUTION, 0), 0, 9),
    lambda: configparser.ConfigParser().read(SOLUTION),
    lambda: sqlite3.connect(f"file:{SOLUTION}?mode=ro&immutable=1", uri=True).execute("select 1").fetchall(),
    lambda: runpy.run_path(SOLUTION),
    lambda: get_ipython().run_line_magic("load", SOLUTION),
    lambda: get_ipython().run_line_magic("run", SOLUTION),
    lambda: mmap.mmap(os.open(SOLUTION, 0), 9, access=mmap.ACCESS_READ)[:9],
    lambda: get_ipython().getoutput(f"cat {SOLUTION}"),
):
    try:
        result = read()
        if result and "denied" not in str(result).lower() and "not permitted" not in str(result):
            got.append(result)
    except Exception:
        pass


def double(x):
    return 2 * x if got else x
