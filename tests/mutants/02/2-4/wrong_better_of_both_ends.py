# says: from the left and from the right
def longest_first(text, vocabulary):
    count, at = 0, 0
    while at < len(text):
        fits = [len(token) for token in vocabulary if text.startswith(token, at)]
        if not fits:
            return None
        at += max(fits)
        count += 1
    return count


def fewest_tokens(text, vocabulary):
    backward = longest_first(text[::-1], {token[::-1] for token in vocabulary})
    counts = [count for count in (longest_first(text, vocabulary), backward) if count is not None]
    return min(counts, default=None)
