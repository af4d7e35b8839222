# says: bits per token
import math


def bits_per_byte(nats_per_token, n_tokens, text):
    return nats_per_token / math.log(2)
