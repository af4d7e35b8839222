"""Plots of things lost, looked for, found and given back, or not."""

from llmcourse.data.tales.beats import begin, outing
from llmcourse.data.tales.cast import Actor, Item
from llmcourse.data.tales.lexicon import PlaceKind
from llmcourse.data.tales.stage import Plot, Stage
from llmcourse.data.tales.truth import Ending


def lost_and_looked_for(s: Stage) -> Ending:
    """Someone loses a loved thing and looks for it; it is found, given back, replaced, or stays lost."""
    hero, home = s.cast.hero(), s.home()
    s.enter(home, hero)
    thing = s.thing("dear", owner=hero, by=hero)
    place = s.place("outdoors")
    s.title("title.lost", hero, thing)
    lost = (_from_the_start if s.dice.chance(0.75) else _from_the_middle)(s, hero, thing, place)
    s.do("sadden.lost", hero, thing, because=lost)
    s.pause()
    turns = [_found_alone, _found_with_friend, _given_back, _never_found]
    return s.dice.pick(turns)(s, hero, thing, place)


def _from_the_start(s: Stage, hero: Actor, thing: Item, place: PlaceKind) -> int:
    begin(s, hero)
    s.say("own", hero, thing)
    s.pause()
    doing = outing(s, hero, place)
    s.do("enjoy", hero, doing) if s.dice.chance(0.4) else s.detail(place)
    lost = s.do("lose", hero, thing, doing)
    s.do("miss", hero, thing, because=lost)
    return lost


def _from_the_middle(s: Stage, hero: Actor, thing: Item, place: PlaceKind) -> int:
    went = s.silently("go", hero, place)
    lost = s.silently("lose", hero, thing, because=went)
    missed = s.silently("miss", hero, thing, because=lost)
    s.tell(missed, "open.middle", hero, thing)
    s.tell(lost, "flashback", hero, place, thing, s.doing(place))
    s.also(went, lost)
    return lost


def _found_alone(s: Stage, hero: Actor, thing: Item, place: PlaceKind) -> Ending:
    for _ in range(1 + s.dice.below(2)):
        s.do("search", hero, thing, *s.spots(place))
    found = s.do("find", hero, thing, s.spot(place))
    s.do("gladden.found", hero, thing, because=found)
    s.end("moral.care", 0.3, hero)
    s.maybe(0.6, "end.happy", hero)
    return "happy"


def _found_with_friend(s: Stage, hero: Actor, thing: Item, place: PlaceKind) -> Ending:
    friend = s.cast.friend(hero)
    s.enter(place, friend)
    s.do("search", hero, thing, *s.spots(place))
    s.do("come.help", friend, hero)
    helped = s.do("help.search", friend, hero, thing, *s.spots(place))
    found = s.do("find.friend", friend, thing, s.spot(place), because=helped)
    s.do("restore", friend, hero, thing)
    s.do("gladden.found", hero, thing, because=found)
    s.do("thank", hero, friend, because=found)
    s.maybe(0.6, "end.friends", hero, friend, place, s.doing(place))
    return "happy"


def _given_back(s: Stage, hero: Actor, thing: Item, place: PlaceKind) -> Ending:
    finder = s.cast.stranger(hero)
    s.enter(place, finder)
    spot = s.spot(place)
    s.do("search", hero, thing, *s.spots(place))
    s.pause()
    s.silently("take", finder, thing)
    s.do("meet.finder", hero, finder, thing)
    s.do("ask.finder", hero, finder, thing, spot)
    back = s.do("restore", finder, hero, thing)
    s.do("thank", hero, finder, because=back)
    s.do("gladden.found", hero, thing, because=back)
    s.maybe(0.7, "end.friends", hero, finder, place, s.doing(place))
    return "happy"


def _never_found(s: Stage, hero: Actor, thing: Item, place: PlaceKind) -> Ending:
    parent, home = s.cast.parent(hero), s.home()
    s.do("search", hero, thing, *s.spots(place))
    s.do("search.giveup", hero, thing)
    s.do("return.sad", hero, home)
    s.enter(home, parent)
    s.do("ask.lost", parent, hero, thing)
    s.do("comfort", parent, hero)
    if s.dice.chance(0.5):
        gift = s.thing("dear", by=parent)
        s.do("present.new", parent, hero, gift)
        return "happy"
    s.say("end.sad", hero)
    return "sad"


PLOTS = {"lost": Plot(lost_and_looked_for)}
