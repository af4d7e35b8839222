"""Fills its folder with what is hard to remove: forbidden, named in strange ways, linked to elsewhere."""

import os

for name in ("\n", "-rf", "*", "\x1b[31m", "a" * 255, " ", "…", "$(touch x)"):
    os.makedirs(f"{name}/inner", exist_ok=True)
    os.mkdir(f"{name}/closed", 0)
    os.close(os.open(f"{name}/file", os.O_CREAT | os.O_WRONLY, 0))
os.mkdir(b"\xff\xfe")
for target in (OUTSIDE, os.path.dirname(OTHER), "/", "loop"):
    os.symlink(target, "to" + target.replace("/", "_"))
os.symlink("loop2", "loop"), os.symlink("loop", "loop2")
os.umask(0o777)
os.mkdir("last")


def double(x):
    return x
