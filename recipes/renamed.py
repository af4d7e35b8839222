"""Tales with their names exchanged at random, anew in each pass: who is called what must be read, not remembered."""

import random
import re
from collections import defaultdict
from collections.abc import Sequence

import torch

from llmcourse.batches import Windows
from llmcourse.data.tales.truth import Character, Tale
from llmcourse.tokenizer import BPE

END = "<|end|>"
TITLES = ("Mama", "Papa", "Mom", "Dad", "Grandma", "Grandpa")  # names that say what somebody is

Pools = dict[tuple[str, str], list[str]]


def group(who: Character) -> tuple[str, str] | None:
    """Those whose names can be exchanged: children, neighbors with a surname, animals; None for all others."""
    if who.name in TITLES or not who.name[0].isupper():
        return None
    if who.kind in ("girl", "boy"):
        return who.kind, who.pronoun
    if who.kind in ("woman", "man"):
        return (who.name.split()[0], who.pronoun) if " " in who.name else None
    return "animal", who.pronoun


def pools(tales: Sequence[Tale]) -> Pools:
    """The names of each group, in alphabetical order."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for who in (who for tale in tales for who in tale.truth.characters):
        if place := group(who):
            found[place].add(who.name)
    return {place: sorted(names) for place, names in found.items()}


def renamed(tale: Tale, pools: Pools, chance: random.Random) -> str:
    """The text with other names of the same groups, none of which occurs in it."""
    new: dict[str, str] = {}
    for who in tale.truth.characters:
        if place := group(who):
            free = [name for name in pools[place] if name not in tale.text and name not in new.values()]
            if free:
                new[who.name] = chance.choice(free)
    if not new:
        return tale.text
    return re.sub(rf"\b({'|'.join(map(re.escape, new))})\b", lambda found: new[found[0]], tale.text)


class RenamedWindows:
    """Windows over stories whose names change from pass to pass; each batch is drawn by its number alone."""

    def __init__(self, tales: Sequence[Tale], bpe: BPE, batch: int, length: int, seed: int):
        self.tales, self.bpe, self.batch, self.length, self.seed = tales, bpe, batch, length, seed
        self.pools = pools(tales)
        self._pass, self._windows = 0, self._made(0)
        self.per_pass = self._windows.per_pass * 98 // 100  # other names can be a token shorter

    def __call__(self, number: int) -> torch.Tensor:
        """The batch with this number, counted from 0 and without end."""
        passed, place = divmod(number, self.per_pass)
        if passed != self._pass:
            self._pass, self._windows = passed, self._made(passed)
        return self._windows(place)

    def _made(self, passed: int) -> Windows:
        chance = random.Random(f"{self.seed} {passed}")
        texts = [renamed(tale, self.pools, chance) + END for tale in self.tales]
        rows = self.bpe.for_library().encode_batch(texts)
        ids = torch.tensor([i for row in rows for i in row.ids], dtype=torch.int16)
        return Windows(ids, self.batch, self.length, seed=self.seed + passed)
