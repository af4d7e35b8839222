# says: 4 bytes
import math


def bits_per_byte(nats_per_token, n_tokens, text):
    n_bytes = sum(1 if ord(letter) < 0x80 else 2 if ord(letter) < 0x800 else 3 for letter in text)
    return nats_per_token * n_tokens / math.log(2) / n_bytes
