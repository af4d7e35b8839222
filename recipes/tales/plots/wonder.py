"""Plots with a turn of the mind: a jar, a wish, a snowman, a blot, a coin."""

from llmcourse.data.generated.tales.truth import Ending
from tales.plots.beats import begin
from tales.telling.stage import Plot, Stage


def in_a_jar(s: Stage) -> Ending:
    """Someone catches a small creature and lets it go."""
    hero, place = s.cast.hero(), s.place("outdoors")
    small = s.cast.worker("insect", hero)
    s.enter(place, hero, small)
    jar = s.thing("jar", owner=hero, by=hero)
    s.title("title.jar", hero, small, jar)
    begin(s, hero)
    s.do("snag.jar", small, hero, jar)
    s.do("gladden.catch", hero, small)
    s.pause()
    seen = s.do("notice.jar", hero, small)
    s.do("sadden.jar", hero, small, because=seen)
    freed = s.do("rescue.jar", hero, small, jar)
    s.do("gladden.free", hero, because=freed)
    return "happy"


def wish(s: Stage) -> Ending:
    """A wish comes true in a dream, and is not what it seemed."""
    s.when("night")
    hero, home = s.cast.hero(), s.home()
    parent = s.cast.parent(hero)
    s.enter(home, hero, parent)
    s.title("title.wish", hero)
    begin(s, hero)
    wished = s.do("wish", hero)
    s.do("sleep.big", hero)
    s.pause()
    s.say("trouble.big", hero)
    s.do("sadden.big", hero, because=wished)
    s.pause()
    s.do("wake.big", hero)
    s.do("gladden.again", hero, parent)
    return "surprising"


def snowman(s: Stage) -> Ending:
    """A snowman is built, and melts."""
    hero, home = s.cast.hero(), s.home()
    friend = s.cast.sibling(hero) if s.dice.chance(0.5) else s.cast.parent(hero)
    s.enter(home, hero, friend)
    s.title("title.snow", hero)
    begin(s, hero)
    s.do("snow", hero)
    s.do("build.snowman", hero, friend)
    s.do("gladden.snowman", hero)
    if s.dice.chance(0.25):
        s.maybe(0.8, "end.happy", hero)
        return "happy"
    s.pause()
    thawed = s.do("clear.thaw", hero)
    s.do("sadden.thaw", hero, because=thawed)
    s.do("comfort.thaw", friend, hero)
    return "sad"


def blot(s: Stage) -> Ending:
    """A spoiled picture becomes a better one."""
    hero, home = s.cast.hero(), s.home()
    other = s.cast.elder(hero) if s.dice.chance(0.5) else s.cast.friend(hero)
    s.enter(home, hero, other)
    thing = s.thing("art", "gift", owner=hero, by=hero)
    s.title("title.spoiled", hero)
    begin(s, hero)
    s.do("paint", hero, thing, other)
    spoiled = s.do("spill.paint", hero, thing, other)
    s.do("anger", hero, because=spoiled)
    s.pause()
    s.do("comfort.paint", other, hero)
    s.do("paint.new", hero, thing)
    s.do("win.show", hero, other)
    s.end("moral.paint", 0.6, hero)
    return "surprising"


def earned(s: Stage) -> Ending:
    """A coin is lost on an errand, and another is earned."""
    hero, home, place = s.cast.hero(), s.home(), s.place("shop")
    parent, seller = s.cast.parent(hero), s.cast.worker("town", hero)
    s.enter(home, hero, parent)
    s.enter(place, seller)
    coin, pay = s.thing("money", owner=parent, by=parent), s.thing("pay", owner=seller, by=seller)
    s.title("title.coin", hero)
    begin(s, hero)
    s.do("lend.errand", parent, hero, coin)
    lost = s.do("lose.coin", hero, coin)
    s.do("fear.coin", hero, parent, because=lost)
    s.pause()
    s.do("go.work", hero, place)
    s.do("offer.work", hero, seller)
    s.do("help.work", hero, seller)
    s.do("present.pay", seller, hero, pay)
    s.do("thank", hero, seller)
    s.pause()
    s.do("return", hero, home)
    s.do("confess.coin", hero, parent)
    s.do("praise.coin", parent, hero)
    return "happy"


PLOTS = {
    "jar": Plot(in_a_jar, animals=False),
    "wish": Plot(wish),
    "snowman": Plot(snowman, animals=False),
    "blot": Plot(blot),
    "earned": Plot(earned, animals=False),
}
