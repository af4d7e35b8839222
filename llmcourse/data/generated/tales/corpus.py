"""The corpus of tales: simulated by `recipes/tales/make.py`, shipped with the package, and split.

A tenth of the stories is validation or test. Besides, some combinations, such as baking a pie or
going to the hill, never occur in train and validation: every story that has one is in test, and
`is_held_out` tells. Used from chapter 1.
"""

from functools import cache

from llmcourse.data.bundled import read_text
from llmcourse.data.generated.tales import store
from llmcourse.data.generated.tales.truth import Event, Tale
from llmcourse.data.splits import Split, check_split, split_of
from llmcourse.machine import wanted

HELD_OUT_SHARE = 0.08  # of the combinations of these events with a thing, or a place to go to
WITH_A_THING = (
    "bake",
    "break",
    "find",
    "lend",
    "lodge",
    "lose",
    "make",
    "present",
    "restore",
    "share",
    "steal",
)
WITH_A_PLACE = ("bring", "go")


def tales(split: Split | None = None) -> list[Tale]:
    """Return the stories with their truth."""
    check_split(split)
    return [
        store.unpack(line)
        for number, line in enumerate(_lines())
        if split in (None, split_of_line(number, line))
    ]


def texts(split: Split | None = None) -> list[str]:
    """Return the stories alone, faster than `tales`."""
    check_split(split)
    return [
        store.text(line)
        for number, line in enumerate(_lines())
        if split in (None, split_of_line(number, line))
    ]


def is_held_out(tale: Tale) -> bool:
    """Return whether a story has a combination of event and thing, or of event and place, that
    train never shows.
    """
    return bool(held_out_pairs(tale))


def held_out_pairs(tale: Tale) -> list[tuple[str, str]]:
    """Return the held-out combinations in a story, such as ("bake", "pie") or ("go", "hill")."""
    wanted.a(Tale, "tale", tale, "Get one by `tales`.")
    pairs = [(event.kind, name) for event in tale.truth.events for name in _partners(event)]
    return [
        pair
        for pair in pairs
        if split_of(" ".join(pair), validation=0, test=HELD_OUT_SHARE) == "test"
    ]


def _partners(event: Event) -> tuple[str, ...]:
    if event.kind in WITH_A_THING:
        return event.things
    return event.places if event.kind in WITH_A_PLACE else ()


def split_of_line(number: int, line: str) -> Split:
    """Return the split of a stored story: test where it has a held-out combination, else by a hash
    of its number.
    """
    wanted.whole_number("number", number, least=0)
    if store.held_out(line):
        return "test"
    return split_of(f"tale {number}", validation=0.05, test=0.05)


@cache
def _lines() -> tuple[str, ...]:
    return tuple(read_text("tales/tales.jsonl.xz").splitlines())
