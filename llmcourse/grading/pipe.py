"""Messages on a pipe between the grader and a learner's process: four bytes of length, then
JSON.
"""

import json
import struct
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")


class Broken(ValueError):
    """What came is no message: too long, cut short, or not JSON."""


def write(pipe: BinaryIO, message: Any) -> None:
    """Send one message, whole."""
    body = json.dumps(message).encode()
    pipe.write(LENGTH.pack(len(body)) + body)
    pipe.flush()


def read(pipe: BinaryIO, limit: int) -> Any:
    """Return the next message, at most `limit` bytes long; EOFError when the pipe has ended, Broken
    when it is no message.
    """
    head = pipe.read(LENGTH.size)
    if not head:
        raise EOFError
    size = LENGTH.unpack(head)[0] if len(head) == LENGTH.size else limit + 1
    body = pipe.read(size) if size <= limit else b""
    if len(body) != size:
        raise Broken(
            f"a message of {size} bytes, of which {len(body)} came; at most {limit} are taken"
        )
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Broken("a message that is not JSON") from None
