"""The state of a story's world: who is where and feels how, who holds and owns what, and what
befell whom.

The rules of `events` ask it questions (`CHECKS`) and change it (`CHANGES`); nothing else does while
a story runs.
"""

from collections.abc import Callable


class World:
    """Characters, things and places by name. A thing is held by a character or lies in a place, or
    is gone.
    """

    def __init__(self) -> None:
        self.place: dict[str, str] = {}
        self.feeling: dict[str, str] = {}
        self.holder: dict[str, str | None] = {}
        self.lies: dict[str, str | None] = {}
        self.owner: dict[str, str | None] = {}
        self.marks: dict[str, list[str]] = {}

    def add_character(self, name: str, place: str) -> None:
        """Put a character into a place, content and unharmed."""
        self.place[name], self.feeling[name], self.marks[name] = place, "content", []

    def add_thing(
        self, name: str, owner: str | None, holder: str | None, place: str | None
    ) -> None:
        """Put a thing into a hand, or into a place."""
        self.owner[name] = owner
        self.holder[name] = holder
        self.lies[name] = place
        self.marks[name] = []

    def where(self, name: str) -> str | None:
        """The place of a character, or of a thing wherever it lies or is carried; None for what is
        gone.
        """
        if name in self.place:
            return self.place[name]
        holder = self.holder[name]
        return self.place[holder] if holder else self.lies[name]

    def marked(self, name: str, mark: str) -> bool:
        """Whether a mark such as broken, wet, lost or stuck is on a character or thing."""
        return mark in self.marks[name]


def _take(world: World, who: str, thing: str) -> None:
    world.holder[thing], world.lies[thing] = who, None
    _unmark(world, thing, "lost")


def _put(world: World, who: str, thing: str) -> None:
    world.holder[thing], world.lies[thing] = None, world.place[who]


def _send(world: World, thing: str, place: str) -> None:
    world.holder[thing], world.lies[thing] = None, place


def _vanish(world: World, thing: str) -> None:
    world.holder[thing] = world.lies[thing] = None
    _mark(world, thing, "gone")


def _mark(world: World, name: str, mark: str) -> None:
    if mark not in world.marks[name]:
        world.marks[name].append(mark)


def _unmark(world: World, name: str, mark: str) -> None:
    if mark in world.marks[name]:
        world.marks[name].remove(mark)


CHECKS: dict[str, Callable[..., bool]] = {
    "with": lambda world, a, b: world.place[a] == world.place[b],
    "away": lambda world, a, place: world.place[a] != place,
    "holds": lambda world, a, thing: world.holder[thing] == a,
    "empty": lambda world, a, thing: world.holder[thing] != a,
    "here": lambda world, a, thing: world.place[a] == world.where(thing),
    "loose": lambda world, thing: world.holder[thing] is None and world.lies[thing] is not None,
    "owns": lambda world, a, thing: world.owner[thing] == a,
    "is": lambda world, name, mark: world.marked(name, mark),
    "not": lambda world, name, mark: not world.marked(name, mark),
}

CHANGES: dict[str, Callable[..., None]] = {
    "move": lambda world, a, place: world.place.update({a: place}),
    "follow": lambda world, a, b: world.place.update({a: world.place[b]}),
    "feel": lambda world, a, feeling: world.feeling.update({a: feeling}),
    "take": _take,
    "put": _put,
    "send": _send,
    "vanish": _vanish,
    "own": lambda world, a, thing: world.owner.update({thing: a}),
    "mark": _mark,
    "unmark": _unmark,
}
