# says: leftmost pair or the longest
def encode(text, merges):
    vocabulary = set(text) | {left + right for left, right in merges}
    row, start = [], 0
    while start < len(text):
        end = max(end for end in range(start + 1, len(text) + 1) if text[start:end] in vocabulary)
        row.append((text[start:end], start, end))
        start = end
    return row
