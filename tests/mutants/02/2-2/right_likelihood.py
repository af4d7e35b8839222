import math


def bits_per_byte(nats_per_token, n_tokens, text):
    def utf8_length(letter):
        number = ord(letter)
        return 1 if number < 0x80 else 2 if number < 0x800 else 3 if number < 0x10000 else 4

    share = n_tokens / sum(map(utf8_length, text))
    return -math.log(math.exp(-nats_per_token) ** share, 2)
