# says: may be merged again
def encode(text, merges):
    row = [(letter, i, i + 1) for i, letter in enumerate(text)]
    learned = [pair for pair in merges if "".join(pair) in text]
    i = 0
    while learned and i + 1 < len(row):
        if (row[i][0], row[i + 1][0]) == learned[0]:
            row[i : i + 2] = [(row[i][0] + row[i + 1][0], row[i][1], row[i + 1][2])]
        i += 1
    return row
