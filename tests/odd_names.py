"""Names that learners could have, and some that nobody should."""

from hypothesis import strategies as st

NASTY = [
    "../x",
    "/etc/passwd",
    "C:\\x",
    "a/b",
    "con",
    "NUL.txt",
    "com¹",
    ".",
    "..",
    "",
    " ",
    "-rf",
    "~",
    "a\0b",
    "a\nb",
]
NASTY += [
    "x" * 300,
    "é" * 200,
    "\u202egpj",
    "\ud800",
    "a.",
    "a ",
    ".git",
    "A",
    "a",
    "ß",
    "SS",
    "ﬁ",
    "fi",
    "é",
    "e\u0301",
]
any_name = st.one_of(st.text(st.characters(), max_size=150), st.sampled_from(NASTY))
