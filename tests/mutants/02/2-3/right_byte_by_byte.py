def size(first):
    return 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4


def stream(tokens):
    character, shown = bytearray(), []
    for token in tokens:
        shown.append("")
        for byte in token:
            character.append(byte)
            if len(character) == size(character[0]):
                shown[-1] += character.decode("utf-8")
                character.clear()
    return shown
