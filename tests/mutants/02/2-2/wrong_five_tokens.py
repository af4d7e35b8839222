# says: 8 tokens of 2 bits
import math


def bits_per_byte(nats_per_token, n_tokens, text):
    return nats_per_token * 5 / math.log(2) / len(text.encode())
