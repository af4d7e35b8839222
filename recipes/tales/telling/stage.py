"""The stage: what a plot uses to cast its story, to let things happen in its world, and to have
them told.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from llmcourse.data.generated.tales.truth import Character, Ending, Event, Tale, Thing, Truth
from tales.telling.cast import Actor, Item, Phrase, Role, Spot, lettered
from tales.telling.casting import Casting
from tales.telling.frames import Frame
from tales.telling.teller import Teller, Told
from tales.world.chance import Dice
from tales.world.events import happen, kinds
from tales.world.lexicon import Doing, PlaceKind, lists, places, things
from tales.world.world import World

PEOPLE_AND_ANIMALS = 0.35  # share of stories whose people are animals, where a plot leaves it open


class Stage:
    """One story in the making."""

    def __init__(self, seed: int, animals: bool | None = None):
        self.dice = Dice(seed)
        self.animals = self.dice.chance(PEOPLE_AND_ANIMALS) if animals is None else animals
        self.cast = Casting(self.dice, self.animals)
        self.world, self.teller = World(), Teller(self.dice)
        self.actors: list[Actor] = []
        self.items: list[Item] = []
        self.visited: list[str] = []
        self.events: list[Event] = []
        self.moral = self.titled = False
        self.when("day")
        # How often a pause becomes a new paragraph.
        self.breaks = self.dice.pick((0.0, 0.35, 0.35, 0.7))

    def when(self, kind: str) -> None:
        """Set time and weather: day, rain, snow, night, school."""
        self.setting = Phrase(self.dice.pick(lists()[f"when {kind}"]))
        self.bright = kind in ("day", "school")

    def enter(self, place: PlaceKind, *actors: Actor) -> None:
        """Put actors into the world, untold."""
        for actor in actors:
            self.actors.append(actor)
            self.world.add_character(actor.id, place.noun)
        if place.noun not in self.visited:
            self.visited.append(place.noun)

    def place(self, *tags: str) -> PlaceKind:
        """A place that has all the tags and is not in the story yet."""
        fitting = [
            one for one in places() if one.tags.issuperset(tags) and one.noun not in self.visited
        ]
        chosen = self.dice.pick(
            [one for one in fitting if not self.animals or "wild" in one.tags] or fitting
        )
        self.visited.append(chosen.noun)
        return chosen

    def home(self) -> PlaceKind:
        """The place where the story's people live."""
        return next(one for one in places() if one.noun == "home")

    def thing(
        self,
        *tags: str,
        owner: Actor | None = None,
        by: Actor | None = None,
        at: PlaceKind | None = None,
    ) -> Item:
        """A thing with all the tags, new to the story: held `by` someone, lying `at` a place, or
        where the hero is.
        """
        taken = [item.noun for item in self.items]
        kind = self.dice.pick(
            [one for one in things() if one.tags.issuperset(tags) and one.noun not in taken]
        )
        item = Item(kind.noun, self.dice.pick(kind.looks or ("",)), kind.tags, kind.portion, owner)
        self.items.append(item)
        here = at.noun if at else None if by else self.world.place[self.actors[0].id]
        owner_id = owner.id if owner else None
        self.world.add_thing(item.id, owner_id, by.id if by else None, here)
        return item

    def spot(self, place: PlaceKind) -> Spot:
        """A small place in a place, to find or hide things in."""
        return Spot(self.dice.pick(place.spots))

    def spots(self, place: PlaceKind) -> list[Spot]:
        """Two small places in a place."""
        return [Spot(words) for words in self.dice.sample(place.spots, 2)]

    def doing(self, place: PlaceKind) -> Doing:
        """Something that one does in a place."""
        return self.dice.pick(place.doings)

    def do(self, key: str, *roles: Role, because: int | None = None) -> int:
        """Let an event happen and tell it; returns its number, which a later event may give as its
        cause.
        """
        number = self._happen(key, *roles, because=because)
        self.tell(number, key, *roles)
        self._hand_over()
        return number

    def silently(self, key: str, *roles: Role, because: int | None = None) -> int:
        """Let an event happen without a word; `tell` may tell it later."""
        number = self._happen(key, *roles, because=because)
        self._hand_over()
        return number

    def _happen(self, key: str, *roles: Role, because: int | None) -> int:
        kind = kinds()[key.split(".")[0]]
        named: dict[str, Any] = lettered(roles)  # every role of an event has an id
        ids = {letter: named[letter].id for letter in kind.roles if letter in named}
        happen(self.world, kind.name, ids)
        who, what, where = (
            tuple(ids[one] for one in letters if one in ids) for letters in ("ABC", "TU", "PQ")
        )
        where = where or (self.world.place[who[0]],) if who else where
        self.events.append(Event(kind.name, who, what, where, 0, 0, because, None))
        return len(self.events) - 1

    def _hand_over(self) -> None:
        """Let the words for things know their owners of now."""
        by_id = {actor.id: actor for actor in self.actors}
        for item in self.items:
            item.owner = by_id.get(self.world.owner[item.id] or "")

    def tell(self, number: int, key: str, *roles: Role) -> None:
        """Tell an event that has happened."""
        told = self._say(key, *roles)
        self.events[number] = replace(
            self.events[number], start=told.start, end=told.end, reason=told.reason
        )

    def also(self, number: int, other: int) -> None:
        """The words that told one event tell another, too."""
        event, told = self.events[number], self.events[other]
        self.events[number] = replace(event, start=told.start, end=told.end)

    def say(self, key: str, *roles: Role) -> None:
        """Tell something that changes nothing."""
        self._say(key, *roles)

    def _say(self, key: str, *roles: Role) -> Told:
        told = self.teller.say(key, {"Z": self.setting} | lettered(roles))
        if self.setting.words.lower() in self.teller.text()[told.start :].lower():
            self.setting = Phrase(self.dice.pick(lists()["when later"]))
        return told

    def maybe(self, share: float, key: str, *roles: Role) -> None:
        """Say it in the given share of stories."""
        if self.dice.chance(share):
            self.say(key, *roles)

    def detail(self, place: PlaceKind, share: float = 0.5) -> None:
        """What is seen or heard in a place, in the given share of stories: of that place only, or
        of any outdoors.
        """
        self.maybe(share, f"detail.{place.noun}")
        if self.bright and "outdoors" in place.tags:
            self.maybe(share, "aside")

    def title(self, key: str, *roles: Role) -> None:
        """A title, in one story of six."""
        if self.dice.chance(1 / 6):
            self.titled = True
            self.teller.title(key, lettered(roles))

    def pause(self) -> None:
        """A point where a new paragraph may begin."""
        if self.dice.chance(self.breaks):
            self.teller.break_paragraph()

    def end(self, key: str, share: float, *roles: Role) -> None:
        """A moral, in the given share of stories."""
        if self.dice.chance(share):
            self.moral = True
            self.say(key, *roles)

    def tale(self, plot: str, ending: Ending) -> Tale:
        """The finished story with its truth."""
        told = {mention.of for mention in self.teller.mentions}
        truth = Truth(
            plot,
            ending,
            self.moral,
            self.titled,
            tuple(self._character(actor) for actor in self.actors if actor.id in told),
            tuple(self._thing(item) for item in self.items if item.id in told),
            tuple(self.visited),
            tuple(self.events),
            tuple(sorted(self.teller.mentions, key=lambda mention: mention.start)),
        )
        return Tale(self.teller.text(), tuple(self.teller.sentences), truth)

    def frames(self) -> list[Frame]:
        """The frames used so far, in order."""
        return self.teller.used

    def _character(self, actor: Actor) -> Character:
        world = self.world
        return Character(
            actor.id, actor.kind, actor.pronoun, world.place[actor.id], world.feeling[actor.id]
        )

    def _thing(self, item: Item) -> Thing:
        world, owner = self.world, self.world.owner[item.id]
        marks = tuple(world.marks[item.id])
        return Thing(
            item.noun, item.look, owner, world.holder[item.id], world.where(item.id), marks
        )


@dataclass(frozen=True)
class Plot:
    """A story's course; `animals` is whether its people are animals, or None where they may be
    either.
    """

    tell: Callable[[Stage], Ending]
    animals: bool | None = None
