"""Plots of food and gifts: shared, refused, eaten too fast, traded and given away."""

from llmcourse.data.generated.tales.truth import Ending
from tales.plots.beats import begin, outing
from tales.telling.cast import Actor, Item
from tales.telling.stage import Plot, Stage


def half_for_you(s: Stage) -> Ending:
    """Someone has food and meets someone hungry: shares at once, or refuses, and is taught by
    kindness.
    """
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors")
    s.enter(home, hero)
    other = s.cast.stranger(hero)
    s.enter(place, other)
    food = s.thing("food", "hand", owner=hero, by=hero)
    s.title("title.share", hero, other, food)
    begin(s, hero)
    outing(s, hero, place)
    s.detail(place)
    s.say("have.food", hero, food)
    s.pause()
    s.do("meet.hungry", hero, other, food)
    asked = s.do("ask.food", other, hero, food)
    if s.dice.chance(0.45):
        _share(s, hero, other, food, asked)
        s.maybe(0.5, "end.friends", hero, other, place, s.doing(place))
        return "happy"
    return _refuse(s, hero, other, food)


def _share(s: Stage, hero: Actor, other: Actor, food: Item, asked: int) -> None:
    shared = s.do("share.food", hero, other, food, because=asked)
    s.do("thank", other, hero, because=shared)
    s.do("gladden.shared", hero, other, food, because=shared)
    s.end("moral.share", 0.3, hero, food)


def _refuse(s: Stage, hero: Actor, other: Actor, food: Item) -> Ending:
    refused = s.do("refuse.food", hero, other, food)
    s.do("sadden.refused", other, hero, because=refused)
    s.pause()
    if s.dice.chance(0.5):
        s.do("drop.food", hero, food)
    else:
        s.do("eat.alone", hero, food)
        if s.dice.chance(0.3):
            s.do("shame.selfish", hero, other, because=refused)
            return "sad"
    treat = s.thing("food", "hand", owner=other, by=other)
    s.say("kind.back", other, hero, treat)
    s.do("share.food", other, hero, treat)
    s.do("shame.selfish", hero, other, because=refused)
    sorry = s.do("apologize", hero, other, because=refused)
    s.do("forgive", other, hero, because=sorry)
    s.end("moral.share", 0.5, hero, treat)
    return "happy"


def too_much(s: Stage) -> Ending:
    """Someone eats all of it and is ill."""
    hero, home = s.cast.hero(), s.home()
    parent = s.cast.parent(hero)
    s.enter(home, hero, parent)
    food = s.thing("treat", at=home)
    s.title("title.greed", hero, food)
    begin(s, hero)
    s.do("make.plate", parent, food)
    s.pause()
    ate = s.do("eat.all", hero, food, parent)
    s.do("sicken.belly", hero, because=ate)
    s.pause()
    s.do("scold.greed", parent, hero, because=ate)
    s.do("apologize", hero, parent, because=ate)
    s.do("tend", parent, hero)
    s.do("recover", hero)
    s.end("moral.greed", 0.7, hero, food)
    return "happy"


def swapped(s: Stage) -> Ending:
    """Someone trades an old thing for a new one, and wants it back."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors")
    s.enter(home, hero)
    other = s.cast.stranger(hero)
    s.enter(place, other)
    old = s.thing("dear", owner=hero, by=hero)
    new = s.thing("shiny" if s.dice.chance(0.5) else "toy", owner=other, by=other)
    s.title("title.trade", hero, old, new)
    begin(s, hero)
    s.say("dislike.own", hero, old)
    outing(s, hero, place)
    s.pause()
    s.do("show.new", other, hero, new)
    s.do("offer.swap", hero, other, old, new)
    traded = s.do("trade.swap", hero, other, old, new)
    s.pause()
    s.do("return", hero, home)
    sad = s.do("sadden.regret", hero, old, new, because=traded)
    if s.dice.chance(0.3):
        s.do("break.new", hero, new)
        s.say("moral.own", hero, old)
        return "sad"
    s.do("return.back", hero, place)
    if s.dice.chance(0.2):
        refused = s.do("refuse.back", other, hero, old)
        s.do("sadden", hero, because=refused)
        s.end("moral.own", 0.7, hero, old)
        return "sad"
    s.do("trade.back", hero, other, new, old, because=sad)
    s.end("moral.own", 0.8, hero, old)
    return "happy"


def warm(s: Stage) -> Ending:
    """On a cold day someone gives a warm thing to one who has none."""
    s.when("snow")
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors", "open")
    s.enter(home, hero)
    other = s.cast.stranger(hero)
    s.enter(place, other)
    thing = s.thing("wear", "cloth", owner=hero, by=hero)
    begin(s, hero)
    s.do("go.cold", hero, place, thing)
    s.do("meet.cold", hero, other)
    s.pause()
    s.say("pity", hero, other, thing)
    given = s.do("present.warm", hero, other, thing)
    s.do("thank", other, hero, because=given)
    s.do("return.warm", hero, home, thing)
    s.also(s.silently("gladden", hero, because=given), len(s.events) - 2)
    if s.dice.chance(0.6):
        s.pause()
        s.do("come.visit", other, hero)
        s.do("present.return", other, hero, s.thing("food", "bake", by=other), because=given)
    s.maybe(0.4, "end.happy", hero)
    return "happy"


PLOTS = {
    "share": Plot(half_for_you),
    "greed": Plot(too_much),
    "trade": Plot(swapped),
    "warm": Plot(warm),
}
