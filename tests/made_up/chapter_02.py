"""Made-up measurements for the rules of chapter 2: at least one for each outcome that a rule can give."""

CASES = {
    "rule_TK1": [
        ("holds", (0.2, 0.0)),
        ("limited", (0.97, 0.48)),
        ("limited", (0.8, 0.01)),
        ("fails", (0.99, 0.97)),
    ],
}
