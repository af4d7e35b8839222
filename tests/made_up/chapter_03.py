"""Measurements made up for the rules of chapter 03: what each must say, and the arguments it gets."""

CASES = {
    "rule_RN1": [
        ("holds", ({5: [1.0, 1.0, 0.99], 40: [1.0, 0.95, 1.0]},)),
        ("limited", ({5: [1.0, 1.0, 1.0], 10: [1.0, 0.98, 1.0], 40: [0.5, 0.52, 0.47]},)),
        ("fails", ({5: [1.0, 0.5, 1.0], 40: [0.5, 0.5, 0.5]},)),
    ],
    "rule_RN2a": [
        ("holds", ({"RNN": [1e-9, 1e-8, 1e-10], "orthogonal": [1e-5, 1e-4, 1e-4]},)),
        ("limited", ({"RNN": [1e-9, 1e-8, 1e-10], "open": [0.2, 0.1, 0.3]},)),
        ("fails", ({"RNN": [0.5, 0.4, 0.6], "open": [0.2, 0.1, 0.3]},)),
    ],
    "rule_RN2b": [
        ("holds", ({"RNN": [0.5, 0.5, 0.52], "open": [0.49, 0.51, 1.0]},)),
        ("limited", ({"RNN": [0.5, 0.5, 0.52], "open": [1.0, 0.78, 1.0]},)),
        ("fails", ({"RNN": [1.0, 1.0, 0.5], "open": [1.0, 0.78, 1.0]},)),
    ],
}
