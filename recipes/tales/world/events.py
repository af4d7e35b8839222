"""What can happen: kinds of events, each with what it needs and what it changes, read from a table.

A line of `events.txt` is `name | roles | needs | changes`, for instance

    lend | A B T | with A B; holds A T; owns A T | take B T

Roles are letters: A B C characters, T U things, P Q places. An event that lacks what it needs
raises `WorldError`, so that no story can tell of it.
"""

from dataclasses import dataclass
from functools import cache

from tales.world.lexicon import lines
from tales.world.world import CHANGES, CHECKS, World


class WorldError(ValueError):
    """An event was to happen that the state of the world does not allow."""


@dataclass(frozen=True)
class EventKind:
    """A kind of event; needs and changes are words, with letters for the roles."""

    name: str
    roles: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    changes: tuple[tuple[str, ...], ...]


@cache
def kinds() -> dict[str, EventKind]:
    """All kinds of events by name."""
    found = [_kind(line) for line in lines("events.txt")]
    return {kind.name: kind for kind in found}


def _kind(line: str) -> EventKind:
    name, roles, needs, changes = (cell.strip() for cell in line.split("|"))
    return EventKind(name, tuple(roles.split()), _clauses(needs), _clauses(changes))


def _clauses(cell: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(clause.split()) for clause in cell.split(";") if clause.strip())


def happen(world: World, name: str, roles: dict[str, str]) -> None:
    """Let an event change the world; `roles` gives a name for each letter. Raises WorldError where
    it cannot happen.

    >>> world = World()
    >>> world.add_character("Tom", "park")
    >>> world.add_character("Mia", "beach")
    >>> world.add_thing("ball", None, "Tom", None)
    >>> happen(world, "present", {"A": "Tom", "B": "Mia", "T": "ball"})
    Traceback (most recent call last):
    tales.world.events.WorldError: present Tom Mia ball: needs 'with Tom Mia', which does not hold.
    """
    kind = kinds()[name]
    if tuple(roles) != kind.roles:
        raise WorldError(f"{name} takes the roles {' '.join(kind.roles)}, not {' '.join(roles)}.")
    for check, *words in kind.needs:
        named = [roles.get(word, word) for word in words]
        if not CHECKS[check](world, *named):
            what = " ".join([name, *roles.values()])
            raise WorldError(f"{what}: needs '{' '.join([check, *named])}', which does not hold.")
    for change, *words in kind.changes:
        CHANGES[change](world, *(roles.get(word, word) for word in words))
