"""Sends one small message after the other, so that nobody ever waits in vain."""

import time

while True:
    everywhere(answer("drip", {"kind": "none"}))
    time.sleep(0.02)
