import math


def bits_per_byte(nats_per_token, n_tokens, text):
    return nats_per_token / math.log(2) / (len(bytes(text, "utf-8")) / n_tokens)
