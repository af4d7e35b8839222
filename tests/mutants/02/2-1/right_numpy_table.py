import numpy as np


def next_merge(pieces):
    letters = sorted(set("".join(pieces)))
    place = {letter: i for i, letter in enumerate(letters)}
    table = np.zeros((len(letters), len(letters)), dtype=np.int64)
    for piece, times in pieces.items():
        row = np.array([place[letter] for letter in piece], dtype=np.int64)
        np.add.at(table, (row[:-1], row[1:]), times)
    left, right = divmod(int(table.argmax()), len(letters))  # of equal ones, the first in the alphabet
    return letters[left], letters[right], int(table.max())
