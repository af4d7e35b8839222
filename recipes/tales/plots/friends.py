"""Plots of friends and family: the sick, presents, promises, farewells."""

from llmcourse.data.generated.tales.truth import Ending
from tales.plots.beats import begin
from tales.telling.stage import Plot, Stage


def sick(s: Stage) -> Ending:
    """A sick friend is visited."""
    hero, home = s.cast.hero(), s.home()
    friend = s.cast.friend(hero)
    s.enter(home, hero, friend)
    gift = s.thing("gift", by=hero)
    s.title("title.sick", hero, friend)
    begin(s, hero)
    s.say("friend", hero, friend)
    ill = s.do("sicken", friend)
    s.do("worry.sick", hero, friend, because=ill)
    s.pause()
    s.do("visit.sick", hero, friend, gift)
    s.do("present.sick", hero, friend, gift)
    s.do("tend.sick", hero, friend)
    s.do("recover.sick", friend, hero)
    s.maybe(0.6, "end.happy", hero)
    return "happy"


def handmade(s: Stage) -> Ending:
    """Without money, a gift is made by hand."""
    hero, home = s.cast.hero(), s.home()
    other = s.cast.parent(hero) if s.dice.chance(0.5) else s.cast.elder(hero)
    s.enter(home, hero, other)
    thing = s.thing("gift", "crafted", at=home)
    s.title("title.gift", hero)
    begin(s, hero)
    s.do("want.gift", hero, other)
    s.do("sadden.gift", hero)
    s.pause()
    s.do("decide.make", hero)
    s.do("make", hero, thing)
    s.silently("take", hero, thing)
    given = s.do("present.gift", hero, other, thing)
    s.also(given - 1, given)
    s.do("gladden.gift", other, hero, because=given)
    s.end("moral.gift", 0.5, hero)
    return "happy"


def promised(s: Stage) -> Ending:
    """A promise is forgotten over play, and made good."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors")
    other = s.cast.neighbor(hero) if s.dice.chance(0.5) else s.cast.elder(hero)
    s.enter(home, hero, other)
    s.title("title.promise", hero)
    begin(s, hero)
    s.do("promise", hero, other)
    s.say("distract", hero, s.doing(place))
    forgot = s.do("forget", hero)
    s.pause()
    s.do("sadden.waited", other, hero, because=forgot)
    s.do("shame.promise", hero, other, because=forgot)
    sorry = s.do("apologize", hero, other, because=forgot)
    if s.dice.chance(0.8):
        s.do("help.makegood", hero, other)
        s.do("forgive", other, hero, because=sorry)
    s.end("moral.promise", 0.8, hero)
    return "happy" if s.world.feeling[other.id] == "calm" else "sad"


def moving(s: Stage) -> Ending:
    """A friend moves away."""
    hero, home, away = s.cast.hero(), s.home(), s.place("far")
    friend = s.cast.friend(hero)
    s.enter(home, hero, friend)
    thing = s.thing("dear", owner=hero, by=hero)
    s.title("title.moving", hero, friend)
    begin(s, hero)
    s.say("friend", hero, friend)
    s.say("news.moving", hero, friend)
    s.do("sadden.moving", hero, friend)
    s.pause()
    s.do("farewell", hero, friend)
    if s.dice.chance(0.6):
        s.do("present.keep", hero, friend, thing)
    s.do("leave", friend, away)
    if s.dice.chance(0.5):
        s.say("letter.back", hero, friend)
    else:
        s.say("end.sad", hero)
    return "sad"


PLOTS = {
    "sick": Plot(sick),
    "gift": Plot(handmade),
    "promise": Plot(promised),
    "moving": Plot(moving, animals=False),
}
