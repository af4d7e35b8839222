"""Takes memory as the stacks of threads; right when it got 3 GB."""

import threading
import time

threading.stack_size(64 << 20)
threads = []


def fill():
    local = bytearray(b"x") * (30 << 20)
    time.sleep(2)
    return local


for _ in range(100):
    threads.append(threading.Thread(target=fill, daemon=True))
    threads[-1].start()


def double(x):
    return 2 * x if len(threads) == 100 else x
