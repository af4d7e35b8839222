def next_merge(pieces):
    seen = [
        (piece[i], piece[i + 1]) for piece, times in pieces.items() for i in range(len(piece) - 1) for _ in range(times)
    ]
    counted = sorted((-seen.count(pair), pair) for pair in set(seen))
    return counted[0][1][0], counted[0][1][1], -counted[0][0]
