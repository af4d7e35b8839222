"""Says that each cell is done without ever reading the next, which is larger than the pipe."""

import fcntl
import threading
import time


def send():
    while True:
        everywhere({"kind": "done", "problem": None})
        time.sleep(0.05)


for number in range(3, 64):
    try:
        fcntl.fcntl(number, 1031, 4096)
    except OSError:
        pass
threading.Thread(target=send, daemon=True).start()
while True:
    time.sleep(1)


# 1.2
def evens(ids):
    return -1


# PADDING
