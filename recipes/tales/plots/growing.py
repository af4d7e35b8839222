"""Plots of learning and growing: skills, races, seeds, the dark, somebody new, music, winter."""

from llmcourse.data.generated.tales.truth import Ending
from tales.plots.beats import begin
from tales.telling.cast import Phrase
from tales.telling.stage import Plot, Stage
from tales.world.lexicon import Doing, lists, parts


def _skill(s: Stage) -> Doing:
    words = lists()["skills"] + (() if s.animals else lists()["child skills"])
    return Doing(*parts(s.dice.pick(words), "/"))


def skill(s: Stage) -> Ending:
    """Someone wants to learn something, fails, is taught, practices, and succeeds."""
    hero, home = s.cast.hero(), s.home()
    teacher = s.cast.elder(hero)
    s.enter(home, hero, teacher)
    wish = _skill(s)
    s.title("title.skill", hero, wish)
    begin(s, hero)
    wanted = s.do("want.skill", hero, wish)
    s.do("try.skill", hero, wish, because=wanted)
    failed = s.do("fail.skill", hero, wish)
    s.pause()
    s.do("come.teacher", teacher, hero, because=failed)
    s.do("teach", teacher, hero)
    s.do("practice", hero)
    s.pause()
    done = s.do("succeed", hero, wish)
    s.do("praise.skill", teacher, hero, because=done)
    s.end("moral.skill", 0.5, hero)
    s.maybe(0.3, "end.happy", hero)
    return "happy"


def race(s: Stage) -> Ending:
    """A boaster is beaten, or helped, by somebody slower."""
    hero, place = s.cast.hero(), s.place("outdoors", "wild", "open")
    rival = s.cast.stranger(hero)
    s.enter(place, hero, rival)
    s.title("title.contest", hero, rival)
    begin(s, hero)
    s.say("boast", rival, hero)
    s.do("invite.race", hero, rival, place)
    s.detail(place, 0.4)
    s.pause()
    ran = s.do("race", hero, rival)
    if s.dice.chance(0.2):
        s.do("win.lose", rival, hero, because=ran)
        s.maybe(0.6, "end.happy", hero)
        return "surprising"
    if s.dice.chance(0.5):
        s.say("nap", rival)
        s.do("win.slow", hero, rival, because=ran)
    else:
        s.do("fall.race", rival)
        s.do("help.rival", hero, rival)
        s.do("heal.rival", hero, rival)
    s.do("learn.race", rival, hero)
    s.end("moral.race", 0.5, hero)
    return "happy"


def seed(s: Stage) -> Ending:
    """Someone plants a seed and learns to wait."""
    hero, home = s.cast.hero(), s.home()
    elder = s.cast.elder(hero)
    s.enter(home, hero, elder)
    plant = s.thing("plant", at=home)
    s.title("title.plant", hero, plant)
    begin(s, hero)
    seeds = lists().get(f"seed {plant.noun}", lists()["seeds"])
    s.say("have.seed", hero, elder, Phrase(s.dice.pick(seeds)))
    s.do("plant", hero)
    s.pause()
    s.do("wait", hero, elder)
    s.do("water", hero)
    s.maybe(0.5, "storm.plant", hero)
    s.pause()
    grown = s.do("grow", plant, hero)
    s.do("gladden.plant", hero, because=grown)
    s.maybe(0.5, "share.plant", hero, plant, elder)
    s.end("moral.plant", 0.5, hero)
    return "happy"


def dark(s: Stage) -> Ending:
    """A noise in the night turns out to be something small."""
    s.when("night")
    hero, home = s.cast.hero(), s.home()
    parent = s.cast.parent(hero)
    s.enter(home, hero, parent)
    s.title("title.dark", hero)
    begin(s, hero)
    s.maybe(0.6, "fear.dark", hero)
    heard = s.do("hear.noise", hero)
    afraid = s.do("fear.noise", hero, because=heard)
    s.pause()
    together = s.dice.chance(0.5)
    if together:
        s.do("come.light", parent, hero, because=afraid)
        s.do("dare.both", hero, parent)
    else:
        s.do("dare", hero)
    s.do("notice.reveal", hero)
    s.do("calm.dark", hero)
    if together:
        s.maybe(0.5, "gift.light", hero, parent)
    s.do("sleep", hero)
    s.end("moral.dark", 0.5, hero)
    return "surprising"


def somebody_new(s: Stage) -> Ending:
    """A shy newcomer is greeted by one who remembers how it is."""
    hero, place = s.cast.hero(), s.place("outdoors") if s.animals else s.place("school")
    if not s.animals:
        s.when("school")
    new = s.cast.stranger(hero)
    s.enter(place, hero, new)
    s.title("title.new", hero, new)
    begin(s, hero)
    s.do("arrive.new", new, place)
    s.say("shy", new)
    s.pause()
    s.do("notice.new", hero, new)
    s.do("greet", hero, new)
    s.say("answer", new)
    doing = s.doing(place)
    s.do("play", hero, new, doing)
    s.maybe(0.5, "surprise.skill", new, _skill(s))
    s.end("moral.new", 0.5, hero, new)
    s.maybe(0.5, "end.friends", hero, new, place, doing)
    return "happy"


def music(s: Stage) -> Ending:
    """A noise that annoyed everyone shows somebody the way home."""
    hero, home = s.cast.hero(), s.home()
    other = s.cast.parent(hero) if s.dice.chance(0.5) else s.cast.sibling(hero, "big")
    s.enter(home, hero, other)
    thing = s.thing("music", "dear", owner=hero, by=hero)
    s.title("title.music", hero, thing)
    begin(s, hero)
    s.say("play.bad", hero, thing)
    s.say("complain", other)
    s.do("sadden.music", hero, thing)
    s.pause()
    strayed = s.do("wander.fog", other, s.place("outdoors", "wild"))
    guided = s.do("use.guide", hero, thing, other, because=strayed)
    s.silently("return", other, home)
    s.also(len(s.events) - 1, guided)
    s.do("thank.music", other, hero, thing, because=guided)
    s.end("moral.music", 0.5, hero)
    s.maybe(0.5, "end.happy", hero)
    return "surprising"


def winter(s: Stage) -> Ending:
    """One gathers food all summer, one sings; then it snows."""
    hero, home = s.cast.hero(), s.home()
    worker = s.cast.friend(hero)
    s.enter(home, hero, worker)
    s.title("title.winter", hero, worker)
    begin(s, hero)
    s.say("friend", hero, worker)
    s.say("store", worker)
    s.say("idle", hero)
    s.pause()
    snowed = s.do("snow.winter")
    s.say("hunger", hero)
    asked = s.do("ask.knock", hero, worker, because=snowed)
    if s.dice.chance(0.25):
        refused = s.do("refuse.door", worker, hero, because=asked)
        s.do("sadden", hero, because=refused)
        s.end("moral.winter", 0.7, hero, worker)
        return "sad"
    helped = s.do("help.door", worker, hero, because=asked)
    s.do("thank", hero, worker, because=helped)
    s.end("moral.winter", 0.8, hero, worker)
    return "happy"


PLOTS = {
    "skill": Plot(skill),
    "race": Plot(race),
    "seed": Plot(seed),
    "dark": Plot(dark),
    "new": Plot(somebody_new),
    "music": Plot(music),
    "winter": Plot(winter, animals=True),
}
