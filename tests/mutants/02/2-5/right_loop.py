def letters():
    table, extra = [], 256
    for b in range(256):
        hidden = b < 33 or 127 <= b < 161 or b == 173
        table.append(chr(extra) if hidden else chr(b))
        extra += hidden
    return table


def library_name(token):
    table = letters()
    return "".join(map(table.__getitem__, token))


def token_bytes(name):
    return bytes(map(letters().index, name))
