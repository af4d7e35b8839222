# says: a token that completes nothing
import codecs


def stream(tokens):
    decoder = codecs.getincrementaldecoder("utf-8")()
    return [text for text in map(decoder.decode, tokens) if text]
