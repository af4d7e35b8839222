"""The corpus of tales: made once from a seed, kept in the user's cache, checked by its hash, and split.

A tenth of the stories is validation or test. Besides, some combinations, such as baking a pie or going to the hill,
never occur in train and validation: every story that has one is in test, and `is_held_out` tells. Used from chapter 6.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from llmcourse.data.splits import Split, check_split, split_of
from llmcourse.data.tales import store
from llmcourse.data.tales.chance import Dice
from llmcourse.data.tales.frames import Frame
from llmcourse.data.tales.plots import plots
from llmcourse.data.tales.stage import Stage
from llmcourse.data.tales.truth import Event, Tale
from llmcourse.fetch import cache_dir, locked

SEED, COUNT = 20_240, 14_000
FEWEST_WORDS, MOST_WORDS = 60, 220
SHA256 = "5577a374d50007f57b66deb3f93166b4628cd14a64b53144dc900bf3c3d8789e"
HELD_OUT_SHARE = 0.08  # of the combinations of these events with a thing, or a place to go to
WITH_A_THING = ("bake", "break", "find", "lend", "lodge", "lose", "make", "present", "restore", "share", "steal")
WITH_A_PLACE = ("bring", "go")


def tales(split: Split | None = None) -> list[Tale]:
    """The stories with their truth; the first call makes them, in about half a minute, and keeps them."""
    check_split(split)
    return [store.unpack(line) for number, line in enumerate(_lines()) if split in (None, split_of_line(number, line))]


def texts(split: Split | None = None) -> list[str]:
    """The stories alone, faster than `tales`."""
    check_split(split)
    return [store.text(line) for number, line in enumerate(_lines()) if split in (None, split_of_line(number, line))]


def is_held_out(tale: Tale) -> bool:
    """Whether a story has a combination of event and thing, or of event and place, that train never shows."""
    return bool(held_out_pairs(tale))


def held_out_pairs(tale: Tale) -> list[tuple[str, str]]:
    """The held-out combinations in a story, such as ("bake", "pie") or ("go", "hill")."""
    pairs = [(event.kind, name) for event in tale.truth.events for name in _partners(event)]
    return [pair for pair in pairs if split_of(" ".join(pair), validation=0, test=HELD_OUT_SHARE) == "test"]


def _partners(event: Event) -> tuple[str, ...]:
    if event.kind in WITH_A_THING:
        return event.things
    return event.places if event.kind in WITH_A_PLACE else ()


def make(number: int) -> tuple[Tale, list[Frame]]:
    """Make one story of the corpus anew, and the frames that it was told with."""
    for attempt in range(1000):
        stage, tale = _attempt((SEED + number) * 1000 + attempt)
        if FEWEST_WORDS <= len(tale.text.split()) <= MOST_WORDS:
            return tale, stage.frames()
    raise RuntimeError(f"No story of {FEWEST_WORDS} to {MOST_WORDS} words in a thousand attempts for number {number}.")


def _attempt(seed: int) -> tuple[Stage, Tale]:
    name, plot = Dice(seed).pick(list(plots().items()))
    stage = Stage(seed, plot.animals)
    ending = plot.tell(stage)
    return stage, stage.tale(name, ending)


def split_of_line(number: int, line: str) -> Split:
    """The split of a stored story: test where it has a held-out combination, else by a hash of its number."""
    if store.held_out(line):
        return "test"
    return split_of(f"tale {number}", validation=0.05, test=0.05)


def _lines() -> list[str]:
    path = cache_dir() / f"tales-{SHA256[:16]}.jsonl"
    data = _kept(path) or _made_once(path)
    return data.decode("utf-8").splitlines()


def _kept(path: Path) -> bytes | None:
    data = path.read_bytes() if path.is_file() else b""
    return data if hashlib.sha256(data).hexdigest() == SHA256 else None


def _made_once(path: Path) -> bytes:
    """Make the corpus while others that want it wait; where the cache cannot be written, make it for this run alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path.parent / "lock-tales"):
            return _kept(path) or _keep(path, _made())
    except OSError:
        return _made()


def _made() -> bytes:
    data = make_all()
    _require_hash(data)
    return data


def make_all(count: int = COUNT, say: Callable[[str], object] = print) -> bytes:
    """The stories as they are kept, one JSON list a line."""
    say(f"Making {count:,} tales, once; this takes about half a minute.")
    made = (make(number)[0] for number in range(count))
    return "".join(store.pack(tale, is_held_out(tale)) + "\n" for tale in made).encode("utf-8")


def _require_hash(data: bytes) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        raise RuntimeError(
            f"The tales came out with SHA-256 {found}, not {SHA256}. If their generator was changed on purpose, run "
            "recipes/make_tales.py and record the new hash in llmcourse/data/tales/corpus.py."
        )


def _keep(path: Path, data: bytes) -> bytes:
    """Write the file whole or not at all; a full disk only costs the time to make it again."""
    for left in path.parent.glob("part-tales-*"):  # from a run that was killed: whoever runs now holds the lock
        left.unlink(missing_ok=True)
    part = path.parent / f"part-tales-{SHA256[:16]}"
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
    return data
