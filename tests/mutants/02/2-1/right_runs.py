from itertools import chain, groupby, repeat


def pairs_of(piece):
    return zip(piece[:-1], piece[1:])


def next_merge(pieces):
    texts = chain.from_iterable(repeat(piece, times) for piece, times in pieces.items())
    pairs = sorted(pair for text in texts for pair in pairs_of(text))
    runs = [(sum(1 for _ in run), pair) for pair, run in groupby(pairs)]
    times, (left, right) = max(runs, key=lambda run: run[0])  # max keeps the first of equal ones, and they are sorted
    return left, right, times
