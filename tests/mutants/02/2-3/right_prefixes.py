def stream(tokens):
    texts = [b"".join(tokens[: i + 1]).decode("utf-8", errors="ignore") for i in range(len(tokens))]
    return [now[len(before) :] for before, now in zip(["", *texts], texts)]
