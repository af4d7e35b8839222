"""Does nothing, for eleven days."""

import time

time.sleep(1_000_000)
