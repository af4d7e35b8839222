"""Plots of calls for help: the stuck, the lost, the hurt, and one who calls without need."""

from llmcourse.data.generated.tales.truth import Ending
from tales.plots.beats import begin, outing
from tales.telling.cast import Actor
from tales.telling.stage import Plot, Stage


def small_one(s: Stage) -> Ending:
    """Someone hears a small animal that is stuck and gets it out, alone or with help."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors")
    small = s.cast.worker("small", hero)
    s.enter(home, hero)
    s.enter(place, small)
    s.title("title.rescue", hero, small)
    begin(s, hero)
    outing(s, hero, place)
    s.detail(place, 0.4)
    heard = s.do("hear.cry", hero)
    s.pause()
    s.say("find.small", hero, small)
    trap = s.dice.pick(("hole", "tight", "tangle"))
    stuck = s.do(f"snag.{trap}", small)
    s.do(f"try.{trap}", hero, small, because=heard)
    if s.dice.chance(0.5):
        freed = s.do(f"rescue.{trap}", hero, small, because=stuck)
    else:
        helper = s.cast.worker("outdoors", small)
        s.enter(place, helper)
        s.do("call.helper", hero, helper)
        freed = s.do(f"rescue.team.{trap}", hero, small, helper, because=stuck)
    s.do("gladden.small", small, hero, because=freed)
    return _after_rescue(s, hero, small)


def _after_rescue(s: Stage, hero: Actor, small: Actor) -> Ending:
    s.pause()
    if s.dice.chance(0.3) and not s.animals:
        s.say("stay", small, hero)
    else:
        s.say("part", small, hero)
        if s.dice.chance(0.4):
            s.say("favor", small, hero, s.thing("found", by=small))
            return "surprising"
    s.end("moral.help", 0.5, hero)
    return "happy"


def in_the_mud(s: Stage) -> Ending:
    """The hero is stuck and calls until a friend comes."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors", "wild")
    friend = s.cast.friend(hero)
    s.enter(home, hero, friend)
    s.title("title.mud", hero, friend)
    begin(s, hero)
    s.maybe(0.5, "friend", hero, friend)
    outing(s, hero, place)
    trap = s.dice.pick(("mud", "gap", "pit"))
    stuck = s.do(f"snag.{trap}", hero)
    s.do("fear.stuck", hero, because=stuck)
    s.do("call.stuck", hero, friend, because=stuck)
    s.pause()
    if s.dice.chance(0.4):
        passer = s.cast.worker("outdoors", friend)
        s.enter(place, passer)
        s.say("pass.by", passer)
    s.silently("go", friend, place)
    came = s.do("come.stuck", friend, hero)
    s.also(came - 1, came)
    freed = s.do(f"rescue.{trap}", friend, hero, because=stuck)
    s.do("thank", hero, friend, because=freed)
    s.say(f"laugh.{trap}", friend, hero)
    s.end("moral.mud", 0.4, hero, friend)
    s.maybe(0.3, "end.friends", hero, friend, place, s.doing(place))
    return "happy"


def lost_way(s: Stage) -> Ending:
    """The hero strays, is afraid, and is brought home."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors")
    parent, strange = s.cast.parent(hero), s.place("outdoors", "wild")
    s.enter(home, hero, parent)
    helper = s.cast.worker("outdoors", hero)
    s.enter(strange, helper)
    s.title("title.lostway", hero, parent)
    begin(s, hero)
    outing(s, hero, place, parent)
    strayed = s.do("wander", hero, strange, parent)
    s.pause()
    s.do("fear.lost", hero, parent, because=strayed)
    s.detail(strange, 0.4)
    s.do("meet.kind", hero, helper)
    s.do("ask.way", hero, helper)
    s.silently("return", parent, home)
    brought = s.do("bring.home", helper, hero, home)
    s.also(brought - 1, brought)
    s.do("hug.home", parent, hero, because=brought)
    s.end("moral.way", 0.5, hero, parent)
    s.maybe(0.3, "end.happy", hero)
    return "happy"


def hurt_wing(s: Stage) -> Ending:
    """A hurt bird is nursed and set free."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors")
    bird = s.cast.worker("bird", hero)
    s.enter(home, hero)
    s.enter(place, bird)
    s.title("title.wing", hero, bird)
    begin(s, hero)
    outing(s, hero, place)
    fell = s.silently("fall", bird)
    s.also(fell, s.do("notice.hurt", hero, bird, s.spot(place), because=fell))
    carried = s.do("bring.wing", hero, bird, home)
    s.pause()
    s.do("tend.wing", hero, bird, because=carried)
    s.do("heal.wing", hero, bird)
    s.do("decide.free", hero, bird)
    s.pause()
    s.do("leave.fly", bird, place, hero)
    s.do("gladden.fly", hero)
    s.maybe(0.6, "spring.back", hero, bird)
    return "happy"


def cart(s: Stage) -> Ending:
    """A wagon is stuck; the strong fail, the smallest has the idea."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors", "wild")
    driver = s.cast.worker("outdoors", hero)
    s.enter(home, hero)
    s.enter(place, driver)
    s.title("title.cart", hero)
    begin(s, hero)
    outing(s, hero, place)
    s.say("snag.cart", hero, driver)
    s.do("fail.cart", driver)
    s.pause()
    s.do("offer.small", hero, driver)
    helped = s.do("help.cart", hero, driver)
    s.do("praise.cart", driver, hero, because=helped)
    s.do("gladden", hero, because=helped)
    s.end("moral.small", 0.6, hero)
    s.maybe(0.4, "end.happy", hero)
    return "happy"


def cry_wolf(s: Stage) -> Ending:
    """One who calls for help as a joke is not believed when it matters."""
    hero, place = s.cast.hero(), s.place("outdoors", "wild", "open", "grass")
    other = s.cast.parent(hero) if s.dice.chance(0.4) else s.cast.neighbor(hero)
    s.enter(place, hero, other)
    s.title("title.wolf", hero)
    begin(s, hero)
    s.do("bore.alone", hero, place)
    lied = s.do("lie.wolf", hero, other)
    s.do("come.alarm", other, hero)
    s.do("warn.wolf", other, hero)
    s.pause()
    again = s.do("lie.again", hero, other, because=lied)
    s.do("storm.real")
    unheard = s.do("call.nobody", hero, because=again)
    s.do("sadden.wolf", hero, because=unheard)
    s.end("moral.wolf", 0.9, hero)
    return "sad"


def in_the_water(s: Stage) -> Ending:
    """One friend falls into the water and the other pulls them out."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors", "water")
    friend = s.cast.sibling(hero) if s.dice.chance(0.3) else s.cast.friend(hero)
    s.enter(home, hero, friend)
    s.title("title.river", friend, hero)
    begin(s, hero)
    doing = outing(s, hero, place, friend)
    s.do("play", hero, friend, doing)
    s.pause()
    fell = s.do("snag.water", friend)
    s.do("fear.water", friend, because=fell)
    saved = s.do("rescue.water", hero, friend, because=fell)
    s.do("tend.wet", hero, friend)
    s.do("thank", friend, hero, because=saved)
    s.end("moral.water", 0.4, friend)
    s.maybe(0.5, "end.friends", hero, friend, place, s.doing(place))
    return "happy"


PLOTS = {
    "small one": Plot(small_one),
    "mud": Plot(in_the_mud),
    "lost way": Plot(lost_way),
    "wing": Plot(hurt_wing),
    "cart": Plot(cart),
    "wolf": Plot(cry_wolf),
    "water": Plot(in_the_water),
}
