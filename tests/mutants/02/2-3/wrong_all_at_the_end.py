# says: too late
def stream(tokens):
    return ["" for _ in tokens[:-1]] + [b"".join(tokens).decode("utf-8")]
