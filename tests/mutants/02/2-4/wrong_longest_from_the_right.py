# says: from the right gives
def fewest_tokens(text, vocabulary):
    count, end = 0, len(text)
    while end > 0:
        fits = [len(token) for token in vocabulary if text.endswith(token, 0, end)]
        if not fits:
            return None
        end -= max(fits)
        count += 1
    return count
