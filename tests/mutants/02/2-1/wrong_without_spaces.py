# says: a space counts as a letter
def next_merge(pieces):
    counts = {}
    for piece, times in pieces.items():
        piece = piece.strip()
        for pair in zip(piece, piece[1:]):
            counts[pair] = counts.get(pair, 0) + times
    best = min(counts, key=lambda pair: (-counts[pair], pair))
    return *best, counts[best]
