"""Sends the first data before connecting, which is another door of the system."""

import ctypes
import os
import socket
import struct

sent, libc = [], ctypes.CDLL(None, use_errno=True)
address = struct.pack("=H", 2) + struct.pack(">H", PORT) + bytes([127, 0, 0, 1]) + bytes(8)
for kind in (1, 1 | 0o4000, 1 | 0o2000000):
    for protocol in (0, 6, 262, 132):
        number = libc.socket(2, kind, protocol)
        if number >= 0:
            data = TRACE.encode()
            if (
                libc.sendto(number, data, len(data), 0x20000000, address, 16) > 0
                or libc.connect(number, address, 16) == 0
            ):
                os.write(number, data)
                sent.append(number)


def double(x):
    return 2 * x if sent else x
