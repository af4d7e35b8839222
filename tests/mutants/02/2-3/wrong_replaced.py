# says: a � of its own
def stream(tokens):
    shown, data, before = [], b"", 0
    for token in tokens:
        data += token
        whole = data.decode(errors="replace").rstrip("\ufffd")
        shown.append(whole[before:])
        before = len(whole)
    return shown
