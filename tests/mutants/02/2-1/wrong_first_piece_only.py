# says: add up, 3 and 1
def next_merge(pieces):
    counts = {}
    for piece, times in pieces.items():
        for pair in zip(piece, piece[1:]):
            counts.setdefault(pair, times)
    best = min(counts, key=lambda pair: (-counts[pair], pair))
    return *best, counts[best]
