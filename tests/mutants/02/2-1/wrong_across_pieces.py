# says: never cross
def next_merge(pieces):
    text = "".join(piece * times for piece, times in pieces.items())
    counts = {}
    for pair in zip(text, text[1:]):
        counts[pair] = counts.get(pair, 0) + 1
    best = min(counts, key=lambda pair: (-counts[pair], pair))
    return *best, counts[best]
