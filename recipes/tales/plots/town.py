"""Plots of courage among people: a stage, a dog, a wet book, a letter, a tall tree, show and tell,
teasing.
"""

from llmcourse.data.generated.tales.truth import Ending
from tales.plots.beats import begin
from tales.telling.stage import Plot, Stage


def on_stage(s: Stage) -> Ending:
    """Someone has to sing before everybody."""
    hero, home, place = s.cast.hero(), s.home(), s.place("outdoors", "open")
    other = s.cast.parent(hero) if s.dice.chance(0.5) else s.cast.friend(hero)
    s.enter(home, hero, other)
    s.title("title.stage", hero)
    begin(s, hero)
    wanted = s.do("want.stage", hero, place)
    went = s.silently("bring", hero, other, place)
    s.also(went, wanted)
    s.pause()
    afraid = s.do("fear.stage", hero)
    s.do("comfort.stage", other, hero, because=afraid)
    s.do("sing.stage", hero)
    s.pause()
    s.do("succeed.stage", hero)
    s.end("moral.stage", 0.5, hero)
    s.maybe(0.4, "end.happy", hero)
    return "happy"


def big_dog(s: Stage) -> Ending:
    """A feared dog only brings something back."""
    hero, place = s.cast.hero(), s.place("outdoors", "town")
    s.enter(place, hero)
    thing = s.thing("dear", "small", owner=hero, by=hero)
    s.title("title.dog", hero)
    begin(s, hero)
    s.do("fear.dog", hero, place)
    fled = s.do("flee.dog", hero)
    s.say("snag.dog", hero)
    s.pause()
    s.do("discover.dog", hero, thing, because=fled)
    s.do("dare.dog", hero)
    s.do("gladden", hero)
    s.end("moral.dog", 0.6, hero)
    return "surprising"


def wet_book(s: Stage) -> Ending:
    """A borrowed book gets wet."""
    hero, place = s.cast.hero(), s.place("books")
    librarian = s.cast.worker("books", hero)
    s.enter(place, hero, librarian)
    book = s.thing("book", "gift", owner=librarian, by=librarian)
    s.title("title.book", hero)
    begin(s, hero)
    s.do("lend.book", librarian, hero, book)
    soaked = s.do("soak.book", hero, book, librarian)
    s.do("fear.book", hero, librarian, because=soaked)
    s.pause()
    s.do("dry.book", hero, book)
    s.maybe(0.5, "conceal.book", hero, book)
    told = s.do("confess.book", hero, librarian, book, because=soaked)
    s.do("forgive.book", librarian, hero, because=told)
    s.do("help.book", hero, librarian)
    return "happy"


def letter(s: Stage) -> Ending:
    """A letter is written, and the answer is long in coming."""
    hero, home, away = s.cast.hero(), s.home(), s.place("far")
    friend = s.cast.friend(hero)
    s.enter(home, hero)
    s.enter(away, friend)
    s.title("title.letter", hero, friend)
    begin(s, hero)
    s.say("miss.far", hero, friend)
    wrote = s.do("write", hero, friend)
    s.say("send", hero)
    s.pause()
    s.do("wait.mail", hero)
    s.do("worry.mail", hero, friend, because=wrote)
    s.pause()
    if s.dice.chance(0.3):
        s.do("return.mail", friend, home)
        s.do("hug.mail", hero, friend)
        return "surprising"
    s.say("answer.mail", friend, hero)
    s.do("gladden.mail", hero)
    return "happy"


def too_high(s: Stage) -> Ending:
    """A climber cannot get down."""
    hero, place = s.cast.hero(), s.place("outdoors", "trees")
    helper = s.cast.parent(hero) if s.dice.chance(0.5) else s.cast.friend(hero)
    s.enter(place, hero, helper)
    s.title("title.high", hero)
    begin(s, hero)
    s.do("climb", hero, place)
    s.do("fear.high", hero)
    called = s.do("call.high", hero, helper)
    s.pause()
    s.do("come.high", helper, hero, because=called)
    s.do("teach.high", helper, hero)
    s.do("descend", hero)
    s.do("thank", hero, helper)
    s.end("moral.high", 0.6, hero, helper)
    return "happy"


def show_and_tell(s: Stage) -> Ending:
    """What was to be shown lies at home."""
    hero, home, place = s.cast.hero(), s.home(), s.place("school")
    friend = s.cast.friend(hero)
    s.enter(home, hero)
    s.enter(place, friend)
    thing = s.thing("dear", "small", owner=hero, at=home)
    s.title("title.show", hero)
    begin(s, hero)
    wanted = s.do("want.show", hero, thing)
    s.also(s.silently("go", hero, place), wanted)
    missed = s.do("remember.show", hero, thing)
    s.do("fear.show", hero, because=missed)
    s.pause()
    s.do("decide.show", hero)
    s.do("succeed.show", hero, thing)
    s.do("praise.show", friend, hero)
    s.end("moral.show", 0.6, hero, thing)
    return "surprising"


def teased(s: Stage) -> Ending:
    """A thing that was laughed at keeps the laugher warm."""
    hero, place = s.cast.hero(), s.place("school")
    other = s.cast.stranger(hero)
    s.enter(place, hero, other)
    thing = s.thing("wear", "cloth", owner=hero, by=hero)
    s.title("title.tease", hero, thing)
    begin(s, hero)
    s.say("wear.tease", hero, thing, place)
    teased = s.do("tease", other, hero, thing)
    s.do("sadden.tease", hero, because=teased)
    s.pause()
    s.do("blow.tease", hero, other)
    s.do("lend.tease", hero, other, thing)
    s.do("shame.tease", other, because=teased)
    s.say("end.tease", hero, other)
    return "happy"


PLOTS = {
    "stage": Plot(on_stage, animals=False),
    "dog": Plot(big_dog, animals=False),
    "book": Plot(wet_book, animals=False),
    "letter": Plot(letter, animals=False),
    "too high": Plot(too_high, animals=False),
    "show": Plot(show_and_tell, animals=False),
    "teased": Plot(teased, animals=False),
}
