"""Takes a lock twice, and holds those of Python's own modules."""

import logging
import threading

lock = threading.Lock()
lock.acquire()
logging._lock.acquire()
threading._shutdown_locks_lock = lock


def double(x):
    lock.acquire()
    return x
