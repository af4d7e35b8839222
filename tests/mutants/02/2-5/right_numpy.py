import numpy as np

numbers = np.arange(256)
hidden = (numbers < 33) | ((numbers > 126) & (numbers < 161)) | (numbers == 173)
code = np.where(hidden, 255 + hidden.cumsum(), numbers).astype("<u4")


def library_name(token):
    return code[np.frombuffer(token, dtype=np.uint8)].tobytes().decode("utf-32-le")


def token_bytes(name):
    letters = np.frombuffer(name.encode("utf-32-le"), dtype="<u4")
    order = code.argsort()
    return order[np.searchsorted(code, letters, sorter=order)].astype(np.uint8).tobytes()
