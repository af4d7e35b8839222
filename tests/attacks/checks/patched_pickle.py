"""Makes whatever the process pickles run code where it is read, and returns such a thing."""

import copyreg
import pickle


class Payload:
    def __reduce__(self):
        return exec, (f"open({OUTSIDE!r} + '/' + {TRACE!r}, 'w')",)


pickle.dumps = lambda *_, **__: b"\x80\x04N."
copyreg.pickle(type(None), lambda _: Payload().__reduce__())


def double(x):
    return Payload()
