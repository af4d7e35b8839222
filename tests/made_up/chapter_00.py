"""Made-up measurements for the rules of chapter 0: at least one for each outcome that a rule can give."""

CASES = {
    "rule_T0": [
        ("holds", ({"first pair": 0, "second pair": 4}, 40, 1.0)),
        ("fails", ({"first pair": 21, "second pair": 38}, 40, 1.0)),
        ("limited", ({"first pair": 3, "second pair": 30}, 40, 1.0)),
        ("limited", ({"first pair": 8, "second pair": 9}, 40, 1.0)),
    ],
}
