from collections import Counter
from itertools import pairwise


def next_merge(pieces):
    counts = Counter()
    for piece, times in pieces.items():
        for left, right in pairwise(piece):
            counts[left, right] += times
    most = max(counts.values())
    left, right = sorted(pair for pair, count in counts.items() if count == most)[0]
    return left, right, most
