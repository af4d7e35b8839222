# says: One character in four tokens
def stream(tokens):
    shown, before = [], b""
    for token in tokens:
        data = before + token
        whole = data.decode("utf-8", errors="ignore")
        rest = data[len(whole.encode()) :]
        before = rest if not before else b""
        shown.append(whole)
    return shown
