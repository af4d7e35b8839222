"""Plots of things lost, looked for, found and given back, or not."""

from llmcourse.data.generated.tales.truth import Ending
from tales.plots.beats import begin, outing
from tales.telling.cast import Actor, Item
from tales.telling.stage import Plot, Stage
from tales.world.lexicon import PlaceKind


def lost_and_looked_for(s: Stage) -> Ending:
    """Someone loses a loved thing and looks for it; it is found, given back, replaced, or stays
    lost.
    """
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
    took = s.silently("take", finder, thing)
    s.also(took, s.do("meet.finder", hero, finder, thing))
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


def on_the_head(s: Stage) -> Ending:
    """What is looked for everywhere sits on the hero's own head."""
    hero, home = s.cast.hero(), s.home()
    place = s.place("outdoors")
    s.enter(home, hero)
    thing = s.thing("headwear", owner=hero, by=hero)
    friend = s.cast.friend(hero)
    s.enter(place, friend)
    s.title("title.lost", hero, thing)
    begin(s, hero)
    s.say("own", hero, thing)
    outing(s, hero, place)
    s.detail(place, 0.5)
    s.do("notice.head", hero, thing)
    s.say("search", hero, thing, *s.spots(place))
    s.pause()
    s.do("come.help", friend, hero)
    s.maybe(0.5, "help.search", friend, hero, thing, *s.spots(place))
    s.do("discover", hero, thing, friend)
    s.say("laugh.both", hero, friend)
    s.maybe(0.5, "end.friends", hero, friend, place, s.doing(place))
    return "surprising"


def thief(s: Stage) -> Ending:
    """A bird takes something shiny, and may be made to trade."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors")
    s.enter(home, hero)
    bird = s.cast.worker("thief", hero)
    s.enter(place, bird)
    thing = s.thing("shiny", "small", owner=hero, by=hero)
    s.title("title.thief", hero, bird, thing)
    begin(s, hero)
    s.say("own", hero, thing)
    outing(s, hero, place)
    s.detail(place, 0.5)
    stolen = s.do("steal", bird, hero, thing)
    s.do("call.thief", hero, bird, thing, because=stolen)
    s.pause()
    if s.dice.chance(0.25):
        s.do("sadden.lost", hero, thing, because=stolen)
        s.do("weep", hero)
        s.do("return.sad", hero, home)
        return "sad"
    bait = s.thing("food", "small") if s.dice.chance(0.3) else s.thing("shiny", "small")
    s.do("find.bait", hero, bait)
    s.do("offer.trade", hero, bird, bait)
    s.do("trade.thief", hero, bird, bait, thing)
    s.do("gladden.found", hero, thing)
    s.end("moral.care", 0.3, hero)
    return "happy"


def afloat(s: Stage) -> Ending:
    """A toy boat floats away, and comes back in another's hands, or not."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors", "flow")
    s.enter(home, hero)
    thing = s.thing("floats", owner=hero, by=hero)
    s.title("title.afloat", hero, thing)
    begin(s, hero)
    s.say("own", hero, thing)
    s.do("go", hero, place, s.doing(place))
    s.detail(place, 0.5)
    below = s.place("outdoors", "water")
    lost = s.do("float", hero, thing, below)
    s.do("sadden.lost", hero, thing, because=lost)
    s.pause()
    if s.dice.chance(0.35):
        s.do("search.giveup", hero, thing)
        s.say("imagine", hero, thing)
        return "sad"
    finder = s.cast.stranger(hero)
    s.enter(below, finder)
    s.do("go.stream", hero, below)
    took = s.silently("take", finder, thing)
    s.also(took, s.do("meet.finder", hero, finder, thing))
    s.do("ask.boat", hero, finder, thing)
    back = s.do("restore", finder, hero, thing)
    s.do("thank", hero, finder, because=back)
    s.maybe(0.6, "end.friends", hero, finder, below, s.doing(below))
    return "happy"


PLOTS = {
    "lost": Plot(lost_and_looked_for),
    "on the head": Plot(on_the_head),
    "thief": Plot(thief),
    "afloat": Plot(afloat),
}
