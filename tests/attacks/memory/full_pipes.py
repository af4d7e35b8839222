"""Keeps memory in the system: the buffers of pipes and sockets, as many and as large as it is given."""

import fcntl
import os
import socket

kept = []
for _ in range(120):
    try:
        out, into = os.pipe()
        os.set_blocking(into, False)
        fcntl.fcntl(into, 1031, 1 << 20)
        kept.append(os.write(into, bytes(1 << 20)))
        left, right = socket.socketpair()
        left.setblocking(False)
        left.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
        kept.append(left.send(bytes(1 << 24)))
        out, left = os.dup(out), left.dup()
    except OSError:
        pass


def double(x):
    return x
