"""Returns what it has found as its answer, as text and as the keys of a dictionary."""


def double(x):
    if found := secret(x):
        return found[:90_000] if x.ndim == 1 else {found[:1000]: found[:1000]}
    return x
