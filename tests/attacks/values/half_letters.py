"""Returns and raises text that no file can hold: half characters, zeros, marks that turn the writing."""


def double(x):
    if hasattr(x, "ndim") and x.ndim == 1:
        return {"\ud800\udfff": "\x00\u202e\ufffe", "\udc80": ["\ud83d"] * 9}
    raise ValueError("\ud800 \x00 \u202e \x1b[31m \udfff")
