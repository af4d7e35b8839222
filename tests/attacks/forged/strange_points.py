"""Sends answers with points that are no points: not a number, negative, infinite, text, beyond every float."""

values = [float("nan"), float("inf"), -1, -1e308, 10**400, "3", [3], None, True, {"points": 3}]


def double(x):
    for points in values:
        for name in ("one row", "batch"):
            everywhere(answer(name, {"kind": "float", "value": "nan"}, points, points))
    return x
