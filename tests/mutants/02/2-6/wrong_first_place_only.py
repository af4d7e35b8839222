# says: several places
def encode(text, merges):
    row = [(letter, i, i + 1) for i, letter in enumerate(text)]
    for pair in merges:
        places = [i for i in range(len(row) - 1) if (row[i][0], row[i + 1][0]) == pair]
        if places:
            i = places[0]
            row[i : i + 2] = [(row[i][0] + row[i + 1][0], row[i][1], row[i + 1][2])]
    return row
