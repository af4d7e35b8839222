# says: ab, abc, cde
def fewest_tokens(text, vocabulary):
    letters = set("".join(vocabulary))
    return len(text) if set(text) <= letters else None
