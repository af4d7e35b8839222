"""How tales are kept: one JSON list a line, the fields of the dataclasses in their order, without
their names.
"""

import json
from dataclasses import fields

from llmcourse.data.generated.tales.truth import Character, Event, Mention, Tale, Thing, Truth


def pack(tale: Tale, held_out: bool) -> str:
    """A tale as one line; `held_out` stands first, so that it can be read without the rest."""
    rows = [int(held_out), tale.text, tale.sentences, tale.truth]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=_fields)


def _fields(record: object) -> list:
    return [getattr(record, field.name) for field in fields(record)]


def held_out(line: str) -> bool:
    """Whether the line's tale has a held-out combination."""
    return line[1] == "1"


def text(line: str) -> str:
    """The text of the line's tale."""
    return json.JSONDecoder().raw_decode(line, 3)[0]


def unpack(line: str) -> Tale:
    """The tale of a line."""
    (
        _,
        words,
        sentences,
        (plot, ending, moral, title, characters, things, places, events, mentions),
    ) = json.loads(line)
    truth = Truth(
        plot,
        ending,
        moral,
        title,
        tuple(Character(*row) for row in characters),
        tuple(Thing(*row[:5], tuple(row[5])) for row in things),
        tuple(places),
        tuple(_event(*row) for row in events),
        tuple(Mention(*row) for row in mentions),
    )
    return Tale(words, tuple((start, end) for start, end in sentences), truth)


def _event(kind, who, things, places, start, end, because, reason) -> Event:
    whole = tuple(reason) if reason else None
    return Event(kind, tuple(who), tuple(things), tuple(places), start, end, because, whole)
