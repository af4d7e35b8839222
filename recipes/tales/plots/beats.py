"""Beats: the short passages that many plots have in common, such as who it is about and the way
out.
"""

from tales.telling.cast import Actor
from tales.telling.stage import Stage
from tales.world.lexicon import Doing, PlaceKind


def begin(s: Stage, hero: Actor) -> None:
    """Say who the story is about, and in one story of two or three what they are like."""
    s.say("open", hero)
    s.maybe(0.3, "trait", hero)
    s.maybe(0.35, "habit", hero)


def outing(s: Stage, hero: Actor, place: PlaceKind, friend: Actor | None = None) -> Doing:
    """Go somewhere, alone or with a friend who is where the hero is; returns what they mean to do
    there.
    """
    doing = s.doing(place)
    if friend is None:
        s.do("go", hero, place, doing)
        s.maybe(0.4, "way", hero)
    else:
        s.do("bring", hero, friend, place, doing)
    return doing
