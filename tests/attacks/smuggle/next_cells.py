"""Reads the cells to come out of its pipe before they are run, and says what it has read."""

import os
import threading
import time

read = []


def look():
    for number in range(3, 64):
        try:
            os.set_blocking(number, False)
            read.append(os.read(number, 1 << 16).decode(errors="replace"))
        except OSError:
            pass


threading.Thread(target=lambda: [look() or time.sleep(0.01) for _ in range(200)], daemon=True).start()


def double(x):
    time.sleep(0.5)
    if any("emit(" in text for text in read):
        raise ValueError("LEAK " + " ".join(read))
    return x
