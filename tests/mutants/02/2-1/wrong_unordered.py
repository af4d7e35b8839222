# says: two pairs
def next_merge(pieces):
    counts = {}
    for piece, times in pieces.items():
        for pair in zip(piece, piece[1:]):
            pair = tuple(sorted(pair))
            counts[pair] = counts.get(pair, 0) + times
    best = min(counts, key=lambda pair: (-counts[pair], pair))
    return *best, counts[best]
