"""Chance that falls alike on every machine and in every Python from 3.11 on: all of it comes from
`Random.random`.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """A seeded source of choices. The other methods of `Random` may change between versions;
    `random()` does not.
    """

    def __init__(self, seed: int):
        self._random = Random(seed)

    def below(self, count: int) -> int:
        """A whole number from 0 to count - 1, each as likely as the others."""
        return int(self._random.random() * count)

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items; IndexError when there is none."""
        return items[self.below(len(items))]

    def chance(self, share: float) -> bool:
        """True in the given share of cases."""
        return self._random.random() < share

    def sample(self, items: Sequence[Item], count: int) -> list[Item]:
        """`count` different items in random order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(count)]
