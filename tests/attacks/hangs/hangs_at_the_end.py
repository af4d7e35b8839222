"""Cannot be ended politely: threads that never stop, objects that hang when they are thrown away."""

import atexit
import threading
import time


class Clinging:
    def __del__(self):
        time.sleep(1000)


kept = Clinging()
atexit.register(time.sleep, 1000)
threading.Thread(target=time.sleep, args=(1000,)).start()


def double(x):
    Clinging()
    return x
