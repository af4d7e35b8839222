# says: Go byte by byte
VISIBLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
TABLE = {b: chr(b) for b in VISIBLE} | {
    b: chr(256 + i) for i, b in enumerate(b for b in range(256) if b not in VISIBLE)
}


def library_name(token):
    return "".join(TABLE.get(ord(c), c) for c in token.decode("utf-8", errors="replace"))


def token_bytes(name):
    return bytes({letter: b for b, letter in TABLE.items()}[letter] for letter in name)
