def cut(data):
    """The text at the start of the data, as much of it as is complete, and the bytes that are left."""
    for end in range(len(data), -1, -1):
        try:
            return data[:end].decode("utf-8"), data[end:]
        except UnicodeDecodeError:
            continue


def stream(tokens):
    def texts(rest=b""):
        for token in tokens:
            text, rest = cut(rest + token)
            yield text

    return list(texts())
