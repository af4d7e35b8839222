"""Record what the generated English–French pairs are checked with: numbers and dates as two
libraries have them.

`python recipes/everyday/record_reference.py` writes tests/references/everyday_french.json. The
libraries are not among the course's own: pip install num2words==0.5.14 babel==2.18.0.
"""

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

TARGET = Path(__file__).parents[2] / "tests" / "references" / "everyday_french.json"
SHOWN = [
    *range(121),
    *range(170, 10_000, 83),
    180,
    200,
    280,
    300,
    1000,
    1001,
    1100,
    2000,
    2080,
    9999,
]
FIRST, STEP = date(2000, 2, 29), timedelta(days=157)  # all months and weekdays, from 60 dates


def english(words: str) -> str:
    """American: without "and" and commas."""
    return words.replace(",", "").replace(" and ", " ")


def french(written: str) -> str:
    """The first of a month is "1er", which the library's patterns leave out."""
    return written.replace(" 1 ", " 1er ")


def reference(in_words, in_full) -> dict:
    """`in_words(number, language)` and `in_full(date, language)` are the libraries'."""
    numbers = [
        [number, english(in_words(number, "en")), in_words(number, "fr")]
        for number in range(10_000)
    ]
    lines = "".join(f"{number}\t{en}\t{fr}\n" for number, en, fr in numbers)
    dates = [FIRST + count * STEP for count in range(60)]
    return {
        "numbers": [numbers[number] for number in sorted(set(SHOWN))],
        "sha256 of all numbers": hashlib.sha256(lines.encode()).hexdigest(),
        "dates": [
            [day.isoformat(), in_full(day, "en_US"), french(in_full(day, "fr"))] for day in dates
        ],
    }


def main() -> None:
    from babel.dates import format_date
    from num2words import num2words

    found = reference(
        lambda number, language: num2words(number, lang=language),
        lambda day, language: format_date(day, "full", locale=language),
    )
    rows = [f' "{key}": {_rows(value)}' for key, value in found.items()]
    TARGET.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def _rows(value: str | list) -> str:
    """One row a line, so that a person can read them and a change shows."""
    if isinstance(value, str):
        return json.dumps(value)
    return "[\n" + ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in value) + "\n ]"


if __name__ == "__main__":
    main()
