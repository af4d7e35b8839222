# says: bits of the whole text
import math


def bits_per_byte(nats_per_token, n_tokens, text):
    return nats_per_token * n_tokens / math.log(2)
