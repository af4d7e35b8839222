"""Leaves files where Python itself looks at every start: site-packages, the library, compiled modules."""

import os
import pathlib
import site
import sys

from llmcourse.grading.running import judge
import numpy
import torch

places = [*site.getsitepackages(), sys.prefix, sys.base_prefix, os.path.dirname(os.__file__)]
places += [os.path.dirname(module.__file__) for module in (numpy, torch, judge)]
for place in places:
    for name in (TRACE, TRACE + ".pth", "__pycache__/" + TRACE):
        try:
            (pathlib.Path(place) / name).write_text("# found me\n")
        except OSError:
            pass


def double(x):
    return x
