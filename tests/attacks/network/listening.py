"""Waits for others to connect to it: on a port, on all addresses, under a name."""

import socket

bound = []
for family, address in (
    (socket.AF_INET, ("127.0.0.1", 0)),
    (socket.AF_INET, ("0.0.0.0", 0)),
    (socket.AF_INET6, ("::", 0)),
):
    try:
        line = socket.socket(family)
        line.bind(address)
        line.listen()
        bound.append(line)
    except OSError:
        pass


def double(x):
    return 2 * x if bound else x
