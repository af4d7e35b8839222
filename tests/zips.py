"""Zips for tests, honest and hostile, made entry by entry."""

import io
import struct
import zipfile

REGULAR = 0o100644
BLANK_TIME = (2026, 11, 20, 10, 15, 30)


def packed(files, time=BLANK_TIME, method=zipfile.ZIP_DEFLATED):
    """The bytes of a zip of `files`, by name."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(entry(name, time, method=method), data)
    return content.getvalue()


def entry(name, time=BLANK_TIME, mode=REGULAR, method=zipfile.ZIP_DEFLATED, extra=b""):
    """One entry's description."""
    made = zipfile.ZipInfo(name, time)
    made.external_attr = mode << 16
    made.compress_type = method
    made.extra = extra
    made.create_system = 3
    return made


def of_entries(*pairs):
    """The bytes of a zip of (entry, data), names repeated or not."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for one, data in pairs:
            # Zipfile would warn of a name that is there already.
            archive.NameToInfo.pop(one.filename, None)
            archive.writestr(one, data)
    return content.getvalue()


def renamed(content, old, new):
    """The same zip with a name of as many bytes, whatever they are."""
    assert len(old) == len(new) and content.count(old) == 2
    return content.replace(old, new)


def with_flag(content, flag):
    """The same zip with a flag set on each of its entries."""
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            at = start + place
            (flags,) = struct.unpack("<H", content[at : at + 2])
            content = content[:at] + struct.pack("<H", flags | flag) + content[at + 2 :]
            start = content.find(signature, start + 4)
    return content


def claiming(content, size):
    """The same zip, its one entry's unpacked size told as `size`."""
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.find(signature) + place
        content = content[:at] + struct.pack("<I", size) + content[at + 4 :]
    return content


def extended_time(seconds):
    """The extra field that holds a time in UTC (Info-ZIP, tag 0x5455)."""
    return struct.pack("<HHBI", 0x5455, 5, 1, seconds)
