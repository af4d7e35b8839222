# says: leftmost pair or the longest
def encode(text, merges):
    row = [(letter, i, i + 1) for i, letter in enumerate(text)]
    while True:
        places = [i for i in range(len(row) - 1) if (row[i][0], row[i + 1][0]) in merges]
        if not places:
            return row
        i = places[0]
        row[i : i + 2] = [(row[i][0] + row[i + 1][0], row[i][1], row[i + 1][2])]
