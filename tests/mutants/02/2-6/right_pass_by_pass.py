def encode(text, merges):
    row = list(text)
    for pair in merges:  # a merge never makes a pair that was learned earlier
        out = []
        for token in row:
            if out and (out[-1], token) == tuple(pair):
                out[-1] = (out[-1] + token,)  # closed: not the left side of the same merge again
            else:
                out.append(token)
        row = [token[0] if isinstance(token, tuple) else token for token in out]
    ends = [sum(map(len, row[: i + 1])) for i in range(len(row))]
    return [(token, end - len(token), end) for token, end in zip(row, ends)]
