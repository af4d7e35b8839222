"""Starts three hundred threads that never end."""

import threading
import time

for _ in range(300):
    try:
        threading.Thread(target=time.sleep, args=(1000,), daemon=False).start()
    except RuntimeError:
        break


def double(x):
    return x
