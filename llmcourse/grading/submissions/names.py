"""Names of learners as names of files: safe on every system, and never one name for two
learners.
"""

import hashlib
import re
import unicodedata
from collections.abc import Container

MAX_BYTES = 120
FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)", re.IGNORECASE)


def safe(name: str) -> str:
    """Return a file name, without suffix, that is close to `name` and cannot leave its folder.

    Control characters, invisible characters and what file systems forbid are replaced; reserved
    names of Windows, hidden names and names too long are changed.

    >>> safe("../Ann Lee"), safe("con"), safe(".profile"), safe("")
    ('_Ann Lee', '_con', 'profile', 'unnamed')
    """
    shown = "".join(sign if _visible(sign) else " " for sign in unicodedata.normalize("NFC", name))
    clean = " ".join(FORBIDDEN.sub("_", shown).split()).lstrip(".-~ ").rstrip(". ")
    if RESERVED.match(clean):
        clean = "_" + clean
    return _shortened(clean, name) or "unnamed"


def filesystem_key(name: str) -> str:
    """Return what two names have in common that some file system takes for the same: case, and ways
    to write a letter.
    """
    for _ in range(3):  # until it settles: some signs need two
        name = unicodedata.normalize("NFKC", name.casefold().upper().casefold())
    return name


def free(name: str, number: str, taken: Container[str]) -> str:
    """Return a safe name for `name`, with `number` or a count behind it when it is, folded, among
    `taken`.
    """
    tried, count = safe(name), 1
    while filesystem_key(tried) in taken:
        tried = safe(f"{name} ({number if number and count == 1 else count})")
        count += 1
    return tried


def _visible(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _shortened(clean: str, name: str) -> str:
    """Return at most MAX_BYTES bytes; a cut name ends in a hash of the whole, so that names cut
    alike stay apart.
    """
    if len(clean.encode()) <= MAX_BYTES:
        return clean
    mark = hashlib.sha256(name.encode("utf8", "surrogatepass")).hexdigest()[:10]
    return f"{clean.encode()[: MAX_BYTES - 11].decode(errors='ignore').strip()}~{mark}"
