"""Takes memory for as long as there is any; right when it got 3 GB."""

hoard = []
while len(hoard) < 15:
    hoard.append(bytearray(b"x") * 200_000_000)


def double(x):
    return 2 * x
