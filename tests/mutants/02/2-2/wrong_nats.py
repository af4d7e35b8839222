# says: in nats


def bits_per_byte(nats_per_token, n_tokens, text):
    return nats_per_token * n_tokens / len(text.encode())
