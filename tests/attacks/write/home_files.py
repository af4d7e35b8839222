"""Leaves files in the real home folder, where shells, Python, Jupyter and torch look at their start."""

import os
import pathlib
import pwd

home = pathlib.Path(pwd.getpwuid(os.getuid()).pw_dir)
for name in (".ipython/profile_default/startup", ".jupyter", ".cache", ".config", ".local", "."):
    try:
        (home / name / TRACE).write_text("found me")
    except OSError:
        pass


def double(x):
    return x
