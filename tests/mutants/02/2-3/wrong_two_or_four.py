# says: 2 bytes of 日
def stream(tokens):
    shown, waiting = [], b""
    for token in tokens:
        waiting, text = waiting + token, ""
        while waiting:
            size = 1 if waiting[0] < 0x80 else 2 if waiting[0] < 0xE0 else 4
            if len(waiting) < size:
                break
            text += waiting[:size].decode(errors="ignore")
            waiting = waiting[size:]
        shown.append(text)
    return shown
