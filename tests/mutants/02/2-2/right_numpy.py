import numpy as np


def bits_per_byte(nats_per_token, n_tokens, text):
    n_bytes = np.frombuffer(text.encode("utf-8"), dtype=np.uint8).size
    return np.full(n_tokens, nats_per_token).sum() * np.log2(np.e) / n_bytes
