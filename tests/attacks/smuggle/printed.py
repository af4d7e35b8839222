"""Prints and displays what it has found."""

import os
import sys

from IPython.display import HTML, display


def double(x):
    if found := secret(x):
        print(found, file=sys.stderr)
        print(found)
        display(HTML(found))
        os.write(1, found.encode()), os.write(2, found.encode())
    return x
