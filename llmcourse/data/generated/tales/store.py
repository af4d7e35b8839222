"""How tales are kept: one JSON list a line, the fields of the dataclasses in their order, without
their names.
"""

import json
from dataclasses import fields
from typing import Any

from llmcourse.data.generated.tales.truth import Character, Event, Mention, Tale, Thing, Truth
from llmcourse.machine import wanted


def pack(tale: Tale, held_out: bool) -> str:
    """Return a tale as one line; `held_out` stands first, so that it can be read without the
    rest.
    """
    wanted.a(Tale, "tale", tale)
    rows = [int(held_out), tale.text, tale.sentences, tale.truth]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=_fields)


def _fields(record: Any) -> list:
    return [getattr(record, field.name) for field in fields(record)]


def held_out(line: str) -> bool:
    """Return whether the line's tale has a held-out combination."""
    return _checked(line)[1] == "1"


def text(line: str) -> str:
    """Return the text of the line's tale."""
    try:
        return json.JSONDecoder().raw_decode(_checked(line), 3)[0]
    except json.JSONDecodeError:
        raise _cut(line) from None


def _cut(line: str) -> ValueError:
    return ValueError(f"The line of a tale was cut, {wanted.shown(line)}: get it anew.")


def _checked(line: str) -> str:
    if wanted.text("line", line)[:3] not in ("[0,", "[1,") or line[3:4] != '"':
        raise ValueError(f"This line holds no tale: {wanted.shown(line)}. Lines come from `pack`.")
    return line


def unpack(line: str) -> Tale:
    """Return the tale of a line."""
    _checked(line)
    try:
        _, words, sentences, known = json.loads(line)
        plot, ending, moral, title, characters, things, places, events, mentions = known
    except (ValueError, TypeError):
        raise _cut(line) from None
    truth = Truth(
        plot,
        ending,
        moral,
        title,
        tuple(Character(*row) for row in characters),
        tuple(_thing(*row) for row in things),
        tuple(places),
        tuple(_event(*row) for row in events),
        tuple(Mention(*row) for row in mentions),
    )
    return Tale(words, tuple((start, end) for start, end in sentences), truth)


def _thing(name, kind, owner, place, state, marks) -> Thing:
    return Thing(name, kind, owner, place, state, tuple(marks))


def _event(kind, who, things, places, start, end, because, reason) -> Event:
    whole = tuple(reason) if reason else None
    return Event(kind, tuple(who), tuple(things), tuple(places), start, end, because, whole)
