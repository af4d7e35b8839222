VISIBLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
TABLE = {b: chr(b) for b in VISIBLE} | {
    b: chr(256 + i) for i, b in enumerate(b for b in range(256) if b not in VISIBLE)
}


def library_name(token):
    return "".join(TABLE[b] for b in token)


def token_bytes(name):
    return bytes({letter: b for b, letter in TABLE.items()}[letter] for letter in name)
