"""Sends answers that are no answers, of every wrong form."""

import IPython.display
from llmcourse.grading import answers

BAD = [
    None,
    [],
    {"kind": "object"},
    {"kind": "array", "dtype": "object", "shape": [1], "value": ""},
    {"kind": "array", "dtype": "float32", "shape": [10**9, 0], "value": ""},
    {"kind": "float", "value": "0x1p99999"},
    {"kind": "array", "dtype": "float32", "shape": [-1], "value": "AAAA"},
    {"kind": "int", "value": "9" * 10**6},
    {"kind": ["list"], "value": 1},
    {"kind": "dict", "value": [[{"kind": "list", "value": []}, {"kind": "none"}]]},
]
turn = iter(BAD * 100)
answers.encode = lambda value: next(turn)
show = IPython.display.display


def twisted(data, **options):
    show(data, **options)
    for bad in BAD:
        show({answers.MIME: bad}, raw=True)
        show({answers.MIME: {"name": bad, "points": bad}}, raw=True)


IPython.display.display = twisted


def double(x):
    return x
