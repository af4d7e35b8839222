# says: text[2:3] is e
def encode(text, merges):
    order = {pair: i for i, pair in enumerate(merges)}
    row = list(text)
    while True:
        pairs = [i for i in range(len(row) - 1) if (row[i], row[i + 1]) in order]
        if not pairs:
            break
        i = min(pairs, key=lambda i: order[row[i], row[i + 1]])
        row[i : i + 2] = [row[i] + row[i + 1]]
    out, at = [], 0
    for token in row:
        out.append((token, at, at + len(token) - 1))
        at += len(token)
    return out
