"""Plots outdoors: a map, hiding, building, an owner to be found, fish, a storm."""

from llmcourse.data.generated.tales.truth import Ending
from tales.plots.beats import begin, outing
from tales.telling.cast import Phrase
from tales.telling.stage import Plot, Stage

BUILDINGS = {  # what is built: the tags of its place, and what may befall it
    "a sandcastle": ("sand", ("wave", "dog")),
    "a hut of branches": ("trees", ("wind", "dog")),
    "a tower of stones": ("open", ("wind", "dog")),
    "a dam of sticks": ("flow", ("wind", "dog")),
    "a house of leaves": ("wild", ("wind", "dog")),
    "a raft": ("water", ("wind",)),
    "a tepee": ("grass", ("wind", "dog")),
}


def treasure(s: Stage) -> Ending:
    """Two friends follow a map to a box, full or empty."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors", "wild")
    friend = s.cast.friend(hero)
    s.enter(home, hero, friend)
    chart = s.thing("chart", at=home)
    s.title("title.treasure", hero)
    begin(s, hero)
    found = s.do("find.map", hero, chart)
    s.do("show.map", hero, friend, chart)
    went = s.do("bring.map", hero, friend, place, chart, because=found)
    s.detail(place, 0.5)
    s.do("dig", hero, friend, s.spot(place), because=went)
    s.pause()
    if s.dice.chance(0.3):
        s.say("open.empty", hero)
        s.say("laugh.empty", hero, friend)
        return "surprising"
    gem = s.thing("found", at=place)
    opened = s.do("open.box", hero, gem)
    s.maybe(0.5, "note")
    s.do("gladden", hero, because=opened)
    s.say("keep.turns", hero, friend, gem)
    return "happy"


def hide_and_seek(s: Stage) -> Ending:
    """One hides so well that they fall asleep."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors")
    friend = s.cast.sibling(hero, "little") if s.dice.chance(0.5) else s.cast.friend(hero)
    s.enter(home, hero, friend)
    s.title("title.seek", hero, friend)
    begin(s, hero)
    outing(s, hero, place, friend)
    spot, other = s.spots(place)
    s.do("play.seek", hero, friend)
    s.do("hide.seek", friend, spot)
    s.say("search.seek", hero, friend, other, other)
    slept = s.do("sleep.seek", friend)
    s.pause()
    s.do("worry.seek", hero, friend, because=slept)
    s.do("notice.asleep", hero, friend, spot)
    s.do("wake.seek", friend)
    s.say("laugh.seek", hero, friend)
    return "surprising"


def builders(s: Stage) -> Ending:
    """What was built falls down and is built again."""
    what = s.dice.pick(list(BUILDINGS))
    tag, fates = BUILDINGS[what]
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors", tag)
    friend = s.cast.friend(hero)
    s.enter(home, hero, friend)
    s.title("title.build", hero, Phrase(what.split(" ", 1)[1]))
    begin(s, hero)
    s.do("bring.build", hero, friend, place, Phrase(what))
    s.do("build", hero, friend)
    s.do("gladden.build", hero, friend)
    s.pause()
    fell = s.do(f"collapse.{s.dice.pick(fates)}", hero)
    s.do("sadden.build", hero, friend, because=fell)
    s.do("comfort.build", friend, hero)
    s.do("rebuild", hero)
    s.end("moral.build", 0.6, hero)
    s.maybe(0.4, "end.friends", hero, friend, place, s.doing(place))
    return "happy"


def owner_sought(s: Stage) -> Ending:
    """Someone finds a thing and looks for its owner."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors")
    owner = s.cast.worker("outdoors", hero)
    s.enter(home, hero)
    s.enter(place, owner)
    thing = s.thing("found", "shiny", owner=owner, at=place)
    s.title("title.owner", hero, thing)
    begin(s, hero)
    outing(s, hero, place)
    s.do("find.owner", hero, thing, s.spot(place))
    s.say("want.keep", hero, thing)
    s.pause()
    if s.dice.chance(0.5):
        asked = s.cast.worker("outdoors", hero)
        s.enter(place, asked)
        s.do("ask.owner", hero, asked, thing)
    s.do("meet.owner", hero, owner)
    s.do("ask.back", hero, owner, thing)
    back = s.do("restore", hero, owner, thing)
    s.do("gladden.owner", owner, because=back)
    if s.dice.chance(0.4):
        s.do(
            "present.reward",
            owner,
            hero,
            s.thing("food", "hand", owner=owner, by=owner),
            because=back,
        )
    s.end("moral.owner", 0.6, hero, thing)
    return "happy"


def fishing(s: Stage) -> Ending:
    """A long wait, a boot, a fish that goes free."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors", "water", "wild")
    elder = s.cast.elder(hero)
    s.enter(home, hero, elder)
    s.title("title.fish", hero)
    begin(s, hero)
    s.do("bring.fish", hero, elder, place)
    s.detail(place, 0.5)
    s.do("wait.fish", hero, elder)
    s.maybe(0.6, "catch.boot", hero)
    s.pause()
    s.say("catch.fish", hero, elder)
    s.do("decide.fish", hero, elder)
    s.say("part.fish", hero)
    s.say("end.fish", hero, elder)
    return "happy"


def new_home(s: Stage) -> Ending:
    """A storm takes somebody's house, and the others build a new one."""
    hero, home = s.cast.hero(), s.home()
    friend = s.cast.friend(hero)
    s.enter(home, hero, friend)
    s.title("title.nest", friend)
    begin(s, hero)
    s.say("friend", hero, friend)
    s.do("storm")
    lost = s.do("collapse.home", friend)
    s.do("sadden.home", friend, because=lost)
    s.pause()
    s.do("offer.home", hero, friend, because=lost)
    built = s.do("help.home", hero, friend)
    s.do("gladden.home", friend, because=built)
    s.end("moral.help", 0.4, hero)
    return "happy"


PLOTS = {
    "treasure": Plot(treasure),
    "seek": Plot(hide_and_seek),
    "build": Plot(builders),
    "owner": Plot(owner_sought),
    "fishing": Plot(fishing, animals=False),
    "new home": Plot(new_home, animals=True),
}
