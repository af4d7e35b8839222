# says: count both
def next_merge(pieces):
    pairs = {piece[i : i + 2] for piece in pieces for i in range(len(piece) - 1)}
    counts = {pair: sum(times * piece.count(pair) for piece, times in pieces.items()) for pair in pairs}
    best = min(counts, key=lambda pair: (-counts[pair], pair))
    return best[0], best[1], counts[best]
