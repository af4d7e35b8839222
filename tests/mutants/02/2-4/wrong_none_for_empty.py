# says: empty text needs 0
def fewest_tokens(text, vocabulary):
    best = {0: 0}
    for end in range(1, len(text) + 1):
        counts = [best[end - len(t)] + 1 for t in vocabulary if text[:end].endswith(t) and end - len(t) in best]
        if counts:
            best[end] = min(counts)
    return best.get(len(text)) or None
