# says: by itself
def stream(tokens):
    return [token.decode("utf-8", errors="replace") for token in tokens]
