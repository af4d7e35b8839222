# says: as often as it occurs
def next_merge(pieces):
    counts = {}
    for piece, times in pieces.items():
        for pair in zip(piece, piece[1:]):
            counts[pair] = counts.get(pair, 0) + 1
    best = min(counts, key=lambda pair: (-counts[pair], pair))
    return *best, counts[best]
