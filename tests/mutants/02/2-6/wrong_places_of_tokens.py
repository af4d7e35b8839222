# says: not tokens
def encode(text, merges):
    row = list(text)
    while places := [i for i in range(len(row) - 1) if (row[i], row[i + 1]) in merges]:
        i = min(places, key=lambda i: merges.index((row[i], row[i + 1])))
        row[i : i + 2] = [row[i] + row[i + 1]]
    return [(token, i, i + 1) for i, token in enumerate(row)]
