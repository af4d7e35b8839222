"""Says what a spreadsheet would run, at the start of every line and cell."""


def double(x):
    lines = ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "\t=1", "\r=1", "；=1", ',=1,"=1', "\uff1d1", "'=1"]
    raise AssertionError("=HYPERLINK(1)\n" + "\n".join(lines))
