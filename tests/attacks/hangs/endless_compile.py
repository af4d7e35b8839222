"""Keeps the compiler busy, which holds the interpreter for long stretches."""

while True:
    compile("a = 1\n" * 200_000, "x", "exec")
