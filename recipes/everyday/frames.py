"""A frame: slots, what may stand in each, and how both languages say it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from everyday.dates import DAYS
from everyday.phrases import Words, phrases
from everyday.spelling import english, french
from everyday.verbs import BE, ETRE, Verb
from everyday.vocabulary import GROUPS, NAMES, PRONOUNS, RELATIVES
from everyday.words import MY

IS = Verb(BE, ETRE)
FAMILY = tuple(relative.one.of(owner) for owner in (MY[0], MY[1], MY[4]) for relative in RELATIVES)
SEVERAL = tuple(group.many.of(owner) for owner in (MY[0], MY[1], MY[4]) for group in GROUPS)
PERSONS = FAMILY + NAMES  # whose gender is known, one at a time
PEOPLE = PRONOUNS * 4 + PERSONS + SEVERAL  # so that every form of a verb is met often
ADDRESSES = ("", *(name.en for name in NAMES))  # said to nobody in particular, or to someone
WHEN = phrases("""
today = aujourd'hui; this morning = ce matin; this afternoon = cet après-midi; this evening = ce soir
""")
TOMORROW = (
    Words("tomorrow", "demain"),
    Words("tomorrow morning", "demain matin"),
    Words("this evening", "ce soir"),
    Words("next week", "la semaine prochaine"),
    *(Words(f"on {day.en}", day.fr) for day in DAYS),
)
YESTERDAY = (
    Words("yesterday", "hier"),
    Words("yesterday morning", "hier matin"),
    Words("last week", "la semaine dernière"),
    Words("last night", "hier soir"),
    Words("this morning", "ce matin"),
)

Forms = dict[str, Words]


@dataclass(frozen=True)
class Frame:
    """What can stand in each slot, and `say`, which makes the sentences of one combination (none
    where it cannot be).

    The first sentence that `say` returns is the one the others are forms of. `most` combinations
    are drawn.
    """

    name: str
    slots: tuple[Sequence[Any], ...]
    say: Callable[..., Forms]
    most: int = 200


def said(en: str, fr: str, end: str = ".") -> Forms:
    """One sentence in both languages."""
    return {
        "statement" if end == "." else "question" if end == "?" else "exclamation": both(
            en, fr, end
        )
    }


def both(en: str, fr: str, end: str = ".") -> Words:
    return Words(english(en, end), french(fr, end))


def to(name: str, words: Words) -> Words:
    """Words said to someone, whose name stands at the end; the empty name is nobody."""
    return Words(f"{words.en}, {name}", f"{words.fr}, {name}") if name else words
