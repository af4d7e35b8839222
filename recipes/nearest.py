"""A baseline for everything that can be looked up: the known text that is spelled most like a new
one.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np


class Nearest:
    """Finds the known text whose character trigrams have most in common with another's (Dice's
    coefficient).
    """

    def __init__(self, texts: Sequence[str]):
        places = defaultdict(list)
        for i, text in enumerate(texts):
            for trigram in trigrams(text):
                places[trigram].append(i)
        self.places = {trigram: np.array(found) for trigram, found in places.items()}
        self.sizes = np.array([len(trigrams(text)) for text in texts])

    def __call__(self, text: str) -> int:
        """Return the place of the nearest text; of several, the first."""
        wanted = trigrams(text)
        known = [self.places[trigram] for trigram in wanted if trigram in self.places]
        shared = np.bincount(np.concatenate([np.empty(0, int), *known]), minlength=len(self.sizes))
        return int((shared / (self.sizes + len(wanted))).argmax())


def trigrams(text: str) -> set[str]:
    """Return all sequences of three characters, in lower case, beginning and end included."""
    text = f"  {text.lower()}  "
    return {text[i : i + 3] for i in range(len(text) - 2)}
