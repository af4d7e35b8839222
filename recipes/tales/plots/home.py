"""Plots at home: rain, cakes, birthdays, the new baby, sleep, a pet."""

from llmcourse.data.generated.tales.truth import Ending
from tales.plots.beats import begin
from tales.telling.stage import Plot, Stage


def rainy_day(s: Stage) -> Ending:
    """Rain spoils a plan, and the day turns out well."""
    s.when("rain")
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors")
    friend = s.cast.sibling(hero) if s.dice.chance(0.4) else s.cast.friend(hero)
    s.enter(home, hero, friend)
    doing = s.doing(place)
    s.title("title.rain", hero, friend)
    begin(s, hero)
    s.do("want.trip", hero, friend, place, doing)
    rained = s.do("rain", hero)
    s.do("bore", hero, friend, doing, because=rained)
    s.pause()
    s.do("play.indoors", hero, friend)
    s.do("clear", hero)
    s.do("gladden.rain", hero, friend)
    return "happy"


def cake(s: Stage) -> Ending:
    """Someone bakes for another, lacks one thing, and gets it next door."""
    hero, home = s.cast.hero(), s.home()
    other, neighbor = s.cast.parent(hero), s.cast.neighbor(hero)
    s.enter(home, hero, other, neighbor)
    food = s.thing("sweet", "bake", at=home)
    s.title("title.cake", hero, other)
    begin(s, hero)
    s.do("want.bake", hero, other, food)
    s.say("mix", hero)
    s.do("notice.egg", hero, food)
    s.pause()
    asked = s.do("ask.egg", hero, neighbor)
    s.do("help.egg", neighbor, hero, because=asked)
    s.maybe(0.6, "spill", hero)
    s.do("bake", hero, food)
    s.pause()
    given = s.do("present.cake", hero, other, food)
    s.do("gladden.cake", other, food, because=given)
    s.maybe(0.4, "end.happy", hero)
    return "happy"


def birthday(s: Stage) -> Ending:
    """Nobody seems to think of a birthday."""
    hero, home = s.cast.hero(), s.home()
    parent, friend = s.cast.parent(hero), s.cast.friend(hero)
    s.enter(home, hero, parent, friend)
    s.title("title.birthday", hero)
    begin(s, hero)
    s.say("birthday", hero)
    s.say("silence", hero, parent)
    s.say("silence.friend", hero, friend)
    sad = s.do("sadden.birthday", hero)
    s.pause()
    s.say("call.home", hero, parent)
    s.do("surprise.party", friend, hero, because=sad)
    s.do("gladden.party", hero)
    s.maybe(0.4, "end.happy", hero)
    return "surprising"


def baby(s: Stage) -> Ending:
    """A new baby takes all the time there is."""
    hero, home = s.cast.hero(), s.home()
    parent = s.cast.parent(hero)
    s.enter(home, hero, parent)
    s.title("title.baby", hero)
    begin(s, hero)
    s.say("baby", hero, parent)
    envy = s.do("envy", hero, parent)
    s.pause()
    s.do("comfort.baby", parent, hero, because=envy)
    s.do("notice.smile", hero)
    s.do("gladden.baby", hero, parent)
    s.maybe(0.5, "end.happy", hero)
    return "happy"


def sleepless(s: Stage) -> Ending:
    """Someone cannot sleep."""
    s.when("night")
    hero, home = s.cast.hero(), s.home()
    parent = s.cast.parent(hero)
    s.enter(home, hero, parent)
    s.title("title.sleep", hero)
    begin(s, hero)
    s.say("wakeful", hero)
    s.do("try.sleep", hero)
    s.do("try.sleep", hero)
    s.pause()
    asked = s.do("ask.sleep", hero, parent)
    s.do("tend.story", parent, hero, because=asked)
    s.do("sleep.end", hero)
    return "happy"


def pet_gone(s: Stage) -> Ending:
    """A pet is gone, and is found, alone or not alone."""
    hero, home = s.cast.hero(), s.home()
    pet = s.cast.pet(hero)
    s.enter(home, hero, pet)
    s.title("title.pet", pet)
    begin(s, hero)
    s.say("have.pet", hero, pet)
    gone = s.do("hide.pet", pet, hero)
    s.say("search.pet", hero, pet)
    s.do("worry.pet", hero, pet, because=gone)
    s.pause()
    s.do("emerge.pet", pet, hero)
    if (
        pet.pronoun == "she"
        and pet.kind not in ("kitten", "puppy", "parrot")
        and s.dice.chance(0.6)
    ):
        s.do("notice.babies", hero, pet)
        s.do("gladden", hero)
        return "surprising"
    s.say("found.pet", hero, pet)
    s.do("gladden", hero)
    return "happy"


PLOTS = {
    "rain": Plot(rainy_day),
    "cake": Plot(cake, animals=False),
    "birthday": Plot(birthday),
    "baby": Plot(baby, animals=False),
    "sleep": Plot(sleepless),
    "pet": Plot(pet_gone, animals=False),
}
