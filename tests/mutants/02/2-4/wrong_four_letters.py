# says: a long one
def fewest_tokens(text, vocabulary):
    best = [0] + [None] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - 4), end):
            if text[start:end] in vocabulary and best[start] is not None:
                if best[end] is None or best[start] + 1 < best[end]:
                    best[end] = best[start] + 1
    return best[-1]
