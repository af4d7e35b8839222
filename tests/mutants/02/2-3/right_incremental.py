import codecs


def stream(tokens):
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    return [decoder.decode(token) for token in tokens]
