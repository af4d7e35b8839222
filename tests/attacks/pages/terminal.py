"""Says what moves the cursor of a terminal, clears it, renames it and hides the line before."""


def double(x):
    raise ValueError(
        "\x1b[2J\x1b[1;1H\x1b]0;owned\x07\x1b]8;;http://x\x07"
        "\r\b\b\b1.1 right 3 of 3\x9b31m\u2028\u2029\u202e\u2066\ufeff\x85"
    )
