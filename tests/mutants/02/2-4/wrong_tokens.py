# says: not the tokens themselves
def fewest_tokens(text, vocabulary):
    best = {0: []}
    for end in range(1, len(text) + 1):
        rows = [[*best[end - len(t)], t] for t in vocabulary if text[:end].endswith(t) and end - len(t) in best]
        if rows:
            best[end] = min(rows, key=len)
    return best.get(len(text))
