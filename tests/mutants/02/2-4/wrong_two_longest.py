# says: or the two longest
from functools import cache


def fewest_tokens(text, vocabulary):
    @cache
    def fewest(at):
        if at == len(text):
            return 0
        fits = [token for token in vocabulary if token and text.startswith(token, at)]
        longest = sorted(fits, key=len)[-2:]
        counts = [fewest(at + len(token)) for token in longest]
        return min([count + 1 for count in counts if count is not None], default=None)

    return fewest(0)
