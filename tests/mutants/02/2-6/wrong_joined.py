# says: a + bc was never learned
def encode(text, merges):
    order = {}
    for i, (left, right) in enumerate(merges):
        order.setdefault(left + right, i)
    row = [(letter, i, i + 1) for i, letter in enumerate(text)]
    while True:
        places = [i for i in range(len(row) - 1) if row[i][0] + row[i + 1][0] in order]
        if not places:
            return row
        i = min(places, key=lambda i: order[row[i][0] + row[i + 1][0]])
        row[i : i + 2] = [(row[i][0] + row[i + 1][0], row[i][1], row[i + 1][2])]
