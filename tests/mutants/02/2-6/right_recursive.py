def encode(text, merges):
    def reduce(row):
        found = [(merges.index((a, b)), i) for i, (a, b) in enumerate(zip(row, row[1:])) if (a, b) in merges]
        if not found:
            return row
        _, i = min(found)
        return reduce(row[:i] + [row[i] + row[i + 1]] + row[i + 2 :])

    out, start = [], 0
    for token in reduce(list(text)):
        out.append((token, start, start + len(token)))
        start += len(token)
    return out
