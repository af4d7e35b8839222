"""Plots of things broken, torn, or out of reach, and of lies told and taken back."""

from llmcourse.data.generated.tales.truth import Ending
from tales.plots.beats import begin, outing
from tales.telling.cast import Actor, Item
from tales.telling.stage import Plot, Stage


def broken(s: Stage) -> Ending:
    """Someone breaks a dear thing of another's, hides it or lies, and confesses."""
    hero, home = s.cast.hero(), s.home()
    owner = s.cast.parent(hero) if s.dice.chance(0.6) else s.cast.elder(hero)
    s.enter(home, hero, owner)
    thing = s.thing("fragile", owner=owner, at=home)
    s.title("title.broken", hero, thing)
    begin(s, hero)
    s.say("stands", owner, thing)
    s.pause()
    s.do("enjoy.indoors", hero, thing)
    broke = s.do("break", hero, thing)
    s.do("fear.trouble", hero, owner, because=broke)
    if s.dice.chance(0.7):
        _hide_it(s, hero, owner, thing, broke)
    s.pause()
    told = s.do("confess", hero, owner, thing, because=broke)
    s.do("forgive.truth", owner, hero, thing, because=told)
    s.maybe(0.3, "scold.broken", owner, hero)
    if s.dice.chance(0.6):
        s.do("mend.together", hero, thing, owner)
    s.end("moral.truth", 0.5, hero)
    return "happy"


def _hide_it(s: Stage, hero: Actor, owner: Actor, thing: Item, broke: int) -> None:
    s.do("conceal", hero, thing, because=broke)
    s.pause()
    if s.dice.chance(0.6):
        s.do("lie", hero, owner, thing, because=broke)
    s.do("worry.guilt", hero, owner, thing, because=broke)


def torn(s: Stage) -> Ending:
    """Two friends want the same thing, and it tears."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors")
    friend = s.cast.friend(hero)
    s.enter(home, hero, friend)
    thing = s.thing("paper" if s.dice.chance(0.5) else "cloth", at=place)
    s.title("title.quarrel", hero, friend, thing)
    begin(s, hero)
    outing(s, hero, place, friend)
    s.detail(place, 0.4)
    s.say("see.both", hero, friend, thing, s.spot(place))
    quarrel = s.do("quarrel", hero, friend, thing)
    tore = s.do("tear", hero, thing, because=quarrel)
    s.do("sadden.quarrel", hero, friend, because=quarrel)
    if s.dice.chance(0.15):
        s.do("return.sad", hero, home)
        return "sad"
    s.pause()
    sorry = s.do("apologize", hero, friend, because=tore)
    s.do("forgive.both", friend, hero, thing, because=sorry)
    s.do("mend.both", hero, thing, friend)
    s.end("moral.quarrel", 0.6, hero, thing)
    return "happy"


def stuck_in_a_tree(s: Stage) -> Ending:
    """A kite or ball lands in a tree; jumping and sticks do not help, someone or the wind does."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors", "open")
    s.enter(home, hero)
    kind = s.dice.pick(("string", "throw"))
    thing = s.thing("toy", kind, owner=hero, by=hero)
    s.title("title.stuck", hero, thing)
    begin(s, hero)
    s.say("own", hero, thing)
    s.do("go", hero, place, s.doing(place))
    s.do("use.kite" if kind == "string" else "use.ball", hero, thing)
    lodged = s.do("lodge", hero, thing)
    s.do("sadden.stuck", hero, thing, because=lodged)
    s.pause()
    for way in s.dice.sample(("try.jump", "try.stick", "try.climb"), 1 + s.dice.below(3)):
        s.do(way, hero, thing)
    if s.dice.chance(0.2):
        s.do("hoist.wind", hero, thing)
        s.do("gladden", hero)
        return "surprising"
    helper = s.cast.neighbor(hero) if s.dice.chance(0.5) else s.cast.worker("outdoors", hero)
    s.enter(place, helper)
    s.do("come.tall", helper, hero)
    got = s.do("hoist.ladder", helper, thing, hero)
    s.do("restore.stuck", helper, hero, thing)
    s.do("thank", hero, helper, because=got)
    s.maybe(0.5, "end.happy", hero)
    return "happy"


def flown_away(s: Stage) -> Ending:
    """A balloon flies away for good."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors", "crowd")
    parent, seller = s.cast.parent(hero), s.cast.worker("calling", hero)
    s.enter(home, hero, parent)
    s.enter(place, seller)
    thing = s.thing("balloon", by=seller)
    s.title("title.balloon", hero, thing)
    begin(s, hero)
    outing(s, hero, place, parent)
    s.detail(place, 0.5)
    s.do("buy.balloon", hero, seller, thing)
    s.do("gladden", hero)
    s.pause()
    lost = s.do("lose.balloon", hero, thing)
    s.do("sadden.balloon", hero, thing, because=lost)
    comforted = s.do("comfort.balloon", parent, hero)
    if s.dice.chance(0.6):
        s.do("gladden.balloon", hero, because=comforted)
        return "happy"
    s.do("return.sad", hero, home)
    return "sad"


PLOTS = {
    "broken": Plot(broken),
    "torn": Plot(torn),
    "tree": Plot(stuck_in_a_tree),
    "balloon": Plot(flown_away, animals=False),
}
