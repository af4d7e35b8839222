"""Make the reviews (data/files/reviews) from the npm package sentiment: python
recipes/make_reviews.py [DIR]

Takes its three test files of 1,000 labeled sentences (Kotzias et al. 2015), mends a few signs, and
gives every sentence its split. `DIR` keeps the download.
"""

import hashlib
import json
from collections import Counter
from pathlib import PurePath

from sources import Source, pack, run

from llmcourse.data.splits import fold

SOURCE = Source(
    client="npm",
    package="sentiment",
    version="5.0.2",
    pattern="package/test/fixtures/*.json",
    sha256="d568cec5cfeb255852f6549c703588af7cc8734147350a5b9030535189edabfc",
)
SIGNS = {0x85: "...", 0x96: " – ", 0x97: " — "}  # read as Latin-1 where they were Windows-1252
PER_CLASS = 50  # of each source and label, to validation and to test


def clean(text: str) -> str:
    return " ".join(text.translate(SIGNS).split())


def rows_of(source: str, data: bytes) -> list[dict]:
    """Return the labeled sentences of one file; each file ends in a row that has neither text nor
    label.
    """
    return [
        {"text": clean(row["text"]), "positive": row["class"] == 1, "source": source}
        for row in json.loads(data)
        if row["class"] is not None
    ]


def with_splits(rows: list[dict], per_class: int = PER_CLASS) -> list[dict]:
    """Return the same number of each source and label to validation and to test, in order of the
    hash of their words.

    A sentence that occurs more than once stays in train, so that no two splits share one.
    """
    times = Counter(fold(row["text"]) for row in rows)
    taken: Counter = Counter()
    splits = {}
    for row in sorted(rows, key=lambda row: hashlib.sha256(fold(row["text"]).encode()).hexdigest()):
        kind = row["source"], row["positive"]
        if times[fold(row["text"])] == 1 and taken[kind] < 2 * per_class:
            splits[fold(row["text"])] = "test" if taken[kind] < per_class else "validation"
            taken[kind] += 1
    return [row | {"split": splits.get(fold(row["text"]), "train")} for row in rows]


def build(taken: dict[str, bytes]) -> dict[str, bytes]:
    rows = [row for name, data in taken.items() for row in rows_of(PurePath(name).stem, data)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in with_splits(rows))
    return {"reviews/reviews.jsonl.xz": pack(lines)}


if __name__ == "__main__":
    run(SOURCE, build)
