# says: 8 tokens of 2 bits
def bits_per_byte(nats_per_token, n_tokens, text):
    return 3 * n_tokens / len(text.encode())
