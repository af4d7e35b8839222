# says: A and a are two letters
def next_merge(pieces):
    counts = {}
    for piece, times in pieces.items():
        for pair in zip(piece.lower(), piece.lower()[1:]):
            counts[pair] = counts.get(pair, 0) + times
    best = min(counts, key=lambda pair: (-counts[pair], pair))
    return *best, counts[best]
