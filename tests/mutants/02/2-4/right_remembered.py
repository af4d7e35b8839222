from functools import lru_cache
from math import inf


def fewest_tokens(text, vocabulary):
    @lru_cache(maxsize=None)
    def rest(at):
        if at == len(text):
            return 0
        ends = range(at + 1, len(text) + 1)
        return 1 + min((rest(end) for end in ends if text[at:end] in vocabulary), default=inf)

    return None if rest(0) == inf else rest(0)
