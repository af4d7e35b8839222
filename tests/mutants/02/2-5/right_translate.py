import string


def is_plain(number):
    return chr(number) in string.ascii_letters + string.digits + string.punctuation or 0xA0 < number != 0xAD


OTHERS = [number for number in range(256) if not is_plain(number)]
TO_NAME = dict(zip(OTHERS, range(256, 256 + len(OTHERS))))
TO_BYTE = {letter: number for number, letter in TO_NAME.items()}


def library_name(token):
    return token.decode("latin-1").translate(TO_NAME)


def token_bytes(name):
    return name.translate(TO_BYTE).encode("latin-1")
