"""Makes devices, pipes, sockets and links that lead whoever reads them astray."""

import os
import socket
import stat

made = []
for number, device in enumerate((os.makedev(1, 1), os.makedev(1, 5), os.makedev(8, 0), os.makedev(254, 0))):
    for kind in (stat.S_IFCHR, stat.S_IFBLK):
        try:
            os.mknod(f"device{number}{kind}", kind | 0o666, device)
            made.append(number)
        except OSError:
            pass
os.mkfifo("pipe")
socket.socket(socket.AF_UNIX).bind("socket")
for target in ("/dev/zero", "/proc/self/fd/0", "pipe", "/proc/self/mem", "."):
    os.symlink(target, target.replace("/", "_") + "-link")


def double(x):
    return 2 * x if made else x
