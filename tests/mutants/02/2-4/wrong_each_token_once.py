# says: more than once
def fewest_tokens(text, vocabulary):
    best = {0: (0, frozenset())}
    for end in range(1, len(text) + 1):
        for start in range(end):
            token = text[start:end]
            if token in vocabulary and start in best and token not in best[start][1]:
                if end not in best or best[start][0] + 1 < best[end][0]:
                    best[end] = (best[start][0] + 1, best[start][1] | {token})
    return best[len(text)][0] if len(text) in best else None
