# says: middle a
def encode(text, merges):
    row = [(letter, i, i + 1) for i, letter in enumerate(text)]
    for pair in merges:
        out = []
        for i, token in enumerate(row):
            if i + 1 < len(row) and (token[0], row[i + 1][0]) == pair:
                out.append((token[0] + row[i + 1][0], token[1], row[i + 1][2]))
            elif not (i > 0 and (row[i - 1][0], token[0]) == pair):
                out.append(token)
        row = out
    return row
