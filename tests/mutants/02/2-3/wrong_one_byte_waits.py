# says: 3 of 🙂
def stream(tokens):
    shown, waiting = [], b""
    for token in tokens:
        waiting += token
        for end in (len(waiting), len(waiting) - 1):
            try:
                whole = waiting[:end].decode()
            except UnicodeDecodeError:
                continue
            waiting = waiting[end:]
            break
        else:
            whole = ""
        shown.append(whole)
    return shown
