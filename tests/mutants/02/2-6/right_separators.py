import re
from itertools import accumulate


def encode(text, merges):
    row = "|" + "".join(letter + "|" for letter in text)
    for left, right in merges:
        row = re.sub(rf"\|{re.escape(left)}\|{re.escape(right)}(?=\|)", "|" + left + right, row)
    tokens = row.strip("|").split("|") if text else []
    starts = accumulate(map(len, tokens), initial=0)
    return [(token, start, start + len(token)) for token, start in zip(tokens, starts)]
