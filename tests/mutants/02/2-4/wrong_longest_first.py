# says: longest token first
def fewest_tokens(text, vocabulary):
    count, at = 0, 0
    while at < len(text):
        fits = [len(token) for token in vocabulary if text.startswith(token, at)]
        if not fits:
            return None
        at += max(fits)
        count += 1
    return count
