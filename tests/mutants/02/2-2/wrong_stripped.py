# says: 4 bytes
import math


def bits_per_byte(nats_per_token, n_tokens, text):
    return nats_per_token * n_tokens / math.log(2) / len(text.strip().encode())
