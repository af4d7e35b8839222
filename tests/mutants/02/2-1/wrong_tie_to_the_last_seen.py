# says: seen last
def next_merge(pieces):
    counts = {}
    for piece, times in pieces.items():
        for pair in zip(piece, piece[1:]):
            counts[pair] = counts.get(pair, 0) + times
    best = None
    for pair, count in counts.items():
        if best is None or count >= counts[best]:
            best = pair
    return *best, counts[best]
