"""Measurements made up for the rules of chapter 05: what each must say, and what it gets."""

from math import inf

WHOLE = {
    "whole": [0.91, 0.94, 0.89],
    "no attention": [0.22, 0.22, 0.22],
    "no feed-forward": [0.74, 0.75, 0.72],
    "no residual stream": [0.85, 0.86, 0.84],
    "no norms": [0.79, 0.83, 0.80],
    "no positions": [0.88, 0.87, 0.86],
}
COMMONEST = 0.15

CASES = {
    "rule_TR1": [
        ("holds", (WHOLE, COMMONEST)),
        ("limited", (WHOLE | {"no residual stream": [0.17, 0.17, 0.15]}, COMMONEST)),
        ("limited", (WHOLE | {"no norms": [0.4, 0.3, 0.2]}, COMMONEST)),
        ("holds", (WHOLE | {"no residual stream": [0.17, 0.6, 0.15]}, COMMONEST)),
        ("fails", (WHOLE | {"no feed-forward": [0.88, 0.9, 0.87]}, COMMONEST)),
    ],
    "rule_TR2": [
        ("holds", ({"step ratio 1.8": [0.2, 0.2], "step ratio 2.3": [0.2, 0.2]}, 0.2, 8.0)),
        ("limited", ({"step ratio 1.8": [3.1, 3.4], "step ratio 2.3": [4.9, 5.2]}, 0.2, 8.0)),
        ("limited", ({"step ratio 1.8": [0.2, 0.2], "step ratio 2.3": [0.2, 0.5]}, 0.2, 8.0)),
        ("fails", ({"step ratio 1.8": [3.1, 3.4], "step ratio 2.3": [4.9, inf]}, 0.2, 8.0)),
        ("fails", ({"step ratio 1.8": [inf, inf], "step ratio 2.3": [inf, inf]}, 0.2, 8.0)),
    ],
}
