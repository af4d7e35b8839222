import math


def bits_per_byte(nats_per_token, n_tokens, text):
    bits = [math.log2(math.exp(nats_per_token))] * n_tokens
    return math.fsum(bits) / sum(1 for _ in text.encode())
