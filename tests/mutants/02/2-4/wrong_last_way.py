# says: takes 2 tokens
def fewest_tokens(text, vocabulary):
    best = [0] + [None] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            if text[start:end] in vocabulary and best[start] is not None:
                best[end] = best[start] + 1
    return best[-1]
