"""Make the digits (data/files/digits) from scikit-learn's digits.csv.gz: python
recipes/make_digits.py [DIR]

Takes 1,797 rows of 64 pixels (0 to 16) and a label, and puts the form on which a digit was written
before each: the people who wrote them filled in the same form, whose digits therefore come again
and again in the same order. `DIR` keeps the download.
"""

import gzip

from sources import Source, pack, run

SOURCE = Source(
    client="pip",
    package="scikit-learn",
    version="1.9.1",
    pattern="sklearn/datasets/data/digits.csv.gz",
    sha256="09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22",
)
FORM_STARTS = (0, 130, 256, 386, 516, 646, 776, 906, 1029, 1157, 1287, 1415, 1545, 1667)


def build(taken: dict[str, bytes], starts: tuple[int, ...] = FORM_STARTS) -> dict[str, bytes]:
    """Return one line a digit: form (from 0), label, 64 pixels row by row."""
    (data,) = taken.values()
    lines = []
    for place, row in enumerate(gzip.decompress(data).decode().split()):
        *pixels, label = (int(float(value)) for value in row.split(","))
        form = sum(start <= place for start in starts) - 1
        lines.append(",".join(map(str, [form, label, *pixels])) + "\n")
    return {"digits/digits.csv.xz": pack("".join(lines))}


if __name__ == "__main__":
    run(SOURCE, build)
