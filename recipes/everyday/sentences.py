"""Generate the everyday English–French pairs: combinations of every frame, drawn from a seed.

A combination of words that is held out is held out in all its forms: a test sentence is new, and so
are its negation and its question.
"""

import random
from collections.abc import Iterator
from math import prod
from typing import Any

from everyday.actions import ACTION_FRAMES
from everyday.frames import Frame
from everyday.people import PEOPLE_FRAMES
from everyday.phrases import Words
from everyday.places import PLACE_FRAMES
from everyday.things import THING_FRAMES
from everyday.times import TIME_FRAMES
from llmcourse.data.real.pairs import Pair
from llmcourse.data.splits import Split, fold, split_of

FRAMES = PEOPLE_FRAMES + THING_FRAMES + PLACE_FRAMES + ACTION_FRAMES + TIME_FRAMES
SEED = 3


def sentences(seed: int) -> Iterator[tuple[Split, Pair]]:
    """Every English sentence once; of sentences with the same French in two splits the first is
    kept.
    """
    english: set[str] = set()
    french: dict[str, Split] = {}
    for frame in FRAMES:
        for forms in combinations(frame, seed):
            split = split_of(fold(next(iter(forms.values())).fr))
            for form, words in forms.items():
                said = fold(words.en)
                if said not in english and french.setdefault(fold(words.fr), split) == split:
                    english.add(said)
                    yield split, Pair(words.en, words.fr, f"{frame.name}, {form}")


def combinations(frame: Frame, seed: int) -> Iterator[dict[str, Words]]:
    """The forms of at most `frame.most` combinations, drawn without repetition; those that say
    nothing left out.
    """
    total = prod(len(slot) for slot in frame.slots)
    draw = random.Random(f"{seed} {frame.name}")
    for number in draw.sample(range(total), min(frame.most, total)):
        if forms := frame.say(*_choices(frame, number)):
            yield forms


def _choices(frame: Frame, number: int) -> list[Any]:
    """The number's digits, each in the base of its slot."""
    chosen = []
    for slot in frame.slots:
        number, place = divmod(number, len(slot))
        chosen.append(slot[place])
    return chosen
