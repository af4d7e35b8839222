"""Numbers in words, 0 to 9999: American English without "and", French in the traditional spelling.

Traditional: hyphens below one hundred only, and none around "et" (vingt et un, cent vingt-deux);
the spelling of 1990 has them everywhere.
"""

from typing import Literal

ENGLISH_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen - twenty thirty forty fifty sixty seventy eighty ninety"""
FRENCH_WORDS = """
zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit
dix-neuf - vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt"""
ENGLISH, ENGLISH_TENS = (half.split() for half in ENGLISH_WORDS.split(" - "))
FRENCH, FRENCH_TENS = (half.split() for half in FRENCH_WORDS.split(" - "))


def english_number(number: int) -> str:
    """
    >>> english_number(42), english_number(1305)
    ('forty-two', 'one thousand three hundred five')
    """
    _check(number)
    if number < 20:
        return ENGLISH[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return ENGLISH_TENS[tens - 2] + (f"-{ENGLISH[ones]}" if ones else "")
    unit, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    many, rest = divmod(number, unit)
    return f"{english_number(many)} {name}" + (f" {english_number(rest)}" if rest else "")


def french_number(number: int, gender: Literal["m", "f"] = "m") -> str:
    """
    >>> french_number(71), french_number(80), french_number(1999)
    ('soixante et onze', 'quatre-vingts', 'mille neuf cent quatre-vingt-dix-neuf')
    >>> french_number(21, "f"), french_number(200), french_number(203)
    ('vingt et une', 'deux cents', 'deux cent trois')
    """
    _check(number)
    if number < 100:
        words = _french_below_hundred(number)
    else:
        unit, name = (100, "cent") if number < 1000 else (1000, "mille")
        many, rest = divmod(number, unit)
        plural = "s" if unit == 100 and many > 1 and not rest else ""
        words = " ".join(
            [french_number(many)] * (many > 1)
            + [name + plural]
            + ([french_number(rest)] if rest else [])
        )
    return words + "e" if gender == "f" and number % 10 == 1 and words.endswith("un") else words


def _french_below_hundred(number: int) -> str:
    """Sixty and eighty go on to nineteen more; eighty alone has an s, and no "et"."""
    if number < 20:
        return FRENCH[number]
    tens = FRENCH_TENS[number // 10 - 2]
    ones = number % (20 if number >= 60 else 10)
    if ones == 0:
        return "quatre-vingts" if number == 80 else tens
    joint = " et " if ones in (1, 11) and number < 80 else "-"
    return tens + joint + FRENCH[ones]


def _check(number: int) -> None:
    if not 0 <= number <= 9999:
        raise ValueError(f"Numbers in words go from 0 to 9999; {number} is not one of them.")
