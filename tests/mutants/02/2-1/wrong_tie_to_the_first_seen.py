# says: seen first, or the largest
def next_merge(pieces):
    counts = {}
    for piece, times in pieces.items():
        for pair in zip(piece, piece[1:]):
            counts[pair] = counts.get(pair, 0) + times
    best = max(counts, key=counts.get)
    return *best, counts[best]
