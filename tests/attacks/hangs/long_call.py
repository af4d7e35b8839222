"""Makes one call into C that holds the interpreter for longer than anyone lives."""

import re


def double(x):
    return re.match(r"(a|a|b?)*$", "a" * 60 + "c") or 9**9**9
