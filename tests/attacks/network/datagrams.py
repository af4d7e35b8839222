"""Sends datagrams, for which no connection is needed."""

import socket

sent = []
for family, kind, address in (
    (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", UDP)),
    (socket.AF_UNIX, socket.SOCK_DGRAM, SOCKET + "d"),
    (socket.AF_UNIX, socket.SOCK_SEQPACKET, SOCKET),
    (socket.AF_INET, socket.SOCK_RAW, ("127.0.0.1", UDP)),
):
    try:
        with socket.socket(family, kind) as line:
            line.sendto(TRACE.encode(), address)
            sent.append(address)
    except OSError:
        pass


def double(x):
    return 2 * x if sent else x
