# says: A whole number is expected
def fewest_tokens(text, vocabulary):
    best = [0.0] + [float("inf")] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            if text[start:end] in vocabulary:
                best[end] = min(best[end], best[start] + 1)
    return best[-1] if best[-1] < float("inf") else None
