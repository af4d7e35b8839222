# says: begins at the left
def encode(text, merges):
    order = {pair: i for i, pair in enumerate(merges)}
    row = [(letter, i, i + 1) for i, letter in enumerate(text)]
    while places := [i for i in range(len(row) - 1) if (row[i][0], row[i + 1][0]) in order]:
        i = min(places, key=lambda i: (order[row[i][0], row[i + 1][0]], -i))
        row[i : i + 2] = [(row[i][0] + row[i + 1][0], row[i][1], row[i + 1][2])]
    return row
