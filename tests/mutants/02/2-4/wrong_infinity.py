# says: cannot be spelled
def fewest_tokens(text, vocabulary):
    best = [0] + [float("inf")] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            if text[start:end] in vocabulary:
                best[end] = min(best[end], best[start] + 1)
    return best[-1]
