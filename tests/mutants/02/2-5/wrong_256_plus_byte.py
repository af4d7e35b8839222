# says: up to the space only
VISIBLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
TABLE = {b: chr(b if b in VISIBLE else 256 + b) for b in range(256)}


def library_name(token):
    return "".join(TABLE[b] for b in token)


def token_bytes(name):
    return bytes({letter: b for b, letter in TABLE.items()}[letter] for letter in name)
