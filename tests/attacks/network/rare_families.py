"""Opens sockets of the families that are forgotten: the kernel's own, of machines, of packets, of crypto."""

import socket

opened = []
for family in (16, 17, 38, 40, 44, 29, 31, 15, 21, 45):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            opened.append(socket.socket(family, kind))
        except OSError:
            pass


def double(x):
    return 2 * x if opened else x
