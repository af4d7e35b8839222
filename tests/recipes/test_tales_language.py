"""Frames, noun phrases and the teller: the little language is read as it is meant, and pronouns are
clear.
"""

import re

import pytest
from tales.telling.cast import Actor, Item, Phrase, lettered
from tales.telling.frames import Choice, Slot, Word, choose, frames, parse, swap, ways
from tales.telling.phrases import PLURAL, Phrases, article
from tales.telling.teller import Teller
from tales.world.chance import Dice
from tales.world.lexicon import Doing, character_kinds, lists, places, swaps, things

TOM = Actor("Tom", "boy", "he", "little boy", frozenset({"child", "boy"}))
BEN = Actor("Ben", "boy", "he", "friend", frozenset({"child", "boy"}), TOM)
MIA = Actor("Mia", "girl", "she", "friend", frozenset({"child", "girl"}), TOM)
BAKER = Actor("the baker", "baker", "she", "old baker", frozenset({"calling"}), None, "ma'am")
PIP = Actor("Pip", "fox", "he", "friend", frozenset({"animal", "wild"}), TOM, "Pip", "the fox")
DAD = Actor("Dad", "man", "he", "dad", frozenset({"grown", "family"}), TOM)


def kite(owner=None):
    return Item("kite", "red", frozenset({"toy"}), owner=owner)


def boots():
    return Item("boots", "yellow", frozenset({"wear", "plural", "pair"}))


class Story(Teller):
    """A teller that takes its frames from the test."""

    def tell(self, source, *roles):
        self._pick = lambda key, roles: parse("test", source)
        start = len(self.text())
        told = self.say("test", lettered(roles))
        return self.text()[start:].strip(), told


@pytest.fixture
def story():
    return Story(Dice(3))


def test_a_frame_is_read():
    frame = parse("give", "(T food, !P indoors) {A} [gave|handed [it|{T}]] <soon>. «{B.o}»")
    assert frame.conditions == (("T", "food", True), ("P", "indoors", False))
    assert frame.body[:2] == (Slot("A", ""), " ")
    assert isinstance(frame.body[2], Choice) and Word("soon") in frame.body
    assert frame.body[-3:] == (Slot("reason", "start"), Slot("B", "o"), Slot("reason", "end"))
    assert frame.fits({"T": frozenset({"food"}), "P": frozenset()})
    assert not frame.fits({"T": frozenset({"food"}), "P": frozenset({"indoors"})})
    assert not frame.fits({"P": frozenset()})


@pytest.mark.parametrize("source", ["{A", "[a|b", "a|b", "a]b"])
def test_a_faulty_frame_is_refused(source):
    with pytest.raises(ValueError):
        parse("x", source)


def test_choices_give_every_way_and_no_other():
    frame = parse("x", "[a|b [c|d|]]e")
    found = {"".join(choose(frame.body, Dice(seed))) for seed in range(200)}
    assert found == {"ae", "b ce", "b de", "b e"} and ways(frame.body) == 4


def test_swaps_keep_capitals_and_the_ends_of_clauses():
    found = {swap("Everyone did not come.", Dice(seed)) for seed in range(60)}
    assert found == {
        f"{who} {did} come." for who in ("Everyone", "Everybody") for did in ("did not", "didn't")
    }
    assert {swap('as fast as I am," he', Dice(seed)) for seed in range(40)} == {
        'as fast as I am," he'
    }
    assert {swap("It was fun, wasn't it?", Dice(seed)) for seed in range(40)} == {
        "It was fun, wasn't it?"
    }
    assert all(word in group for word, group in swaps().items())


def test_every_word_list_in_a_frame_exists():
    def names(body):
        for node in body:
            if isinstance(node, Choice):
                for way in node.ways:
                    yield from names(way)
            elif isinstance(node, Word):
                yield node.name

    wanted = {name for group in frames().values() for frame in group for name in names(frame.body)}
    assert wanted <= set(lists())


def test_lists_with_capitals_stand_only_where_a_sentence_begins():
    for group in frames().values():
        for frame in group:
            for found in re.finditer(r"<(then|suddenly|atlast)>", frame.source):
                before = re.sub(r"^\([^)]*\) ", "", frame.source[: found.start()])
                assert not before or re.search(r'[.!?]"? $', before), frame.source


def test_every_slot_asks_for_a_form_that_there_is():
    actor = {"", "o", "'s", "self", "hers", "n", "v", "kind", "intro", "bare", "first", "name"}
    pair = {"", "o", "'s"}
    item = {"", "a", "the", "own", "n", "it", "they", "portion", "bit", *PLURAL}
    forms = {"A": actor, "B": actor, "C": actor, "T": item, "U": item, "P": {"", "at", "to", "n"}}
    forms |= {"V": {"do", "did", "doing"}, "S": {""}, "R": {""}, "X": {""}, "Z": {""}}
    for group in frames().values():
        for frame in group:
            for role, form in re.findall(r"\{([A-Z](?:&[A-Z])?)\.?([^}]*)\}", frame.source):
                assert form in (pair if "&" in role else forms[role]), frame.source


def test_the_first_mention_introduces(story):
    assert story.tell("{A} came.", TOM)[0] in (
        "A little boy named Tom came.",
        "A little boy called Tom came.",
    )
    assert story.tell("{A} came.", MIA)[0] == "His friend Mia came."
    assert story.tell("{A} came.", DAD)[0] in ("Tom's dad came.", "His dad came.")
    assert story.tell("{A} came.", PIP)[0] == "Tom's friend Pip the fox came."
    assert story.tell("{A} came.", BAKER)[0] == "An old baker came."
    assert story.tell("{A.n} came.", BAKER)[0] == "The baker came."
    assert story.tell("{A.n} came.", DAD)[0] == "Dad came."


def test_a_pronoun_needs_its_bearer_to_be_the_only_one(story):
    story.tell("{A.first} slept.", TOM)
    assert story.tell("{A} woke, and {A} washed {A.self}.", TOM)[0] in (
        "He woke, and he washed himself.",
        "Tom woke, and he washed himself.",
    )
    story.tell("{A.first} saw {B.first}.", TOM, BEN)
    assert story.tell("{A} ran.", TOM)[0] == "Tom ran."
    story.tell("{A} saw {B.first}.", TOM, MIA)
    both = {story.tell("{A} saw {B.o}.", TOM, MIA)[0] for _ in range(30)}
    assert both <= {"Tom saw Mia.", "He saw Mia.", "Tom saw her.", "He saw her."} and len(both) > 1


def test_a_new_paragraph_takes_names(story):
    story.tell("{A.first} slept.", TOM)
    story.break_paragraph()
    assert story.tell("{A} woke.", TOM)[0] == "Tom woke."


def test_a_possessive_may_be_that_of_the_first_or_the_last(story):
    story.tell("{A.first} and {B.first} met.", TOM, BEN)
    assert (
        story.tell("{A.n} gave {B.n} a pat on {B's} back.", TOM, BEN)[0]
        == "Tom gave Ben a pat on his back."
    )
    assert (
        story.tell("{A.n} saw {B.n} with {A's} kite.", TOM, BEN)[0] == "Tom saw Ben with his kite."
    )
    assert story.tell("It was {A.hers}, not {B.hers}.", TOM, BEN)[0] == "It was Tom's, not Ben's."


def test_two_together_are_they_where_no_third_is_near(story):
    story.tell("{A.first} met {B.first}.", TOM, MIA)
    assert (
        story.tell("{A&B} sang, and {A&B's} dog, too.", TOM, MIA)[0]
        == "They sang, and their dog, too."
    )
    story.tell("{A.n} came.", BAKER)
    story.tell("{A.n} went.", BAKER)
    assert story.tell("{A&B} sang.", TOM, MIA)[0] == "Tom and Mia sang."


def test_things_have_articles_owners_and_verbs(story):
    assert story.tell("There {T.was} {T.a}.", kite())[0] == "There was a red kite."
    assert story.tell("There {T.was} {T.a}. {T.they} {T.was} new.", boots())[0] == (
        "There were a pair of yellow boots. They were new."
    )
    other = Story(Dice(1))
    other.tell("{A.first} slept.", TOM)
    assert other.tell("{A.n} took {T}.", TOM, kite(TOM))[0] == "Tom took his red kite."
    assert other.tell("{A.n} saw {T.it}.", TOM, kite(TOM))[0] == "Tom saw it."


def test_it_is_the_only_thing_near(story):
    story.tell("There {T.was} {T.a} and {U.a}.", kite(), Item("ball", "", frozenset()))
    assert story.tell("{T.it} fell.", kite())[0] in ("The kite fell.", "The red kite fell.")


def test_sentences_are_counted_as_a_reader_would(story):
    text, _ = story.tell(
        '"Stop!" {A.first} cried. "Why?" ^{B.first} looked up. "I am here." {A.n} smiled.', TOM, BEN
    )
    assert [story.text()[start:end] for start, end in story.sentences] == [
        '"Stop!" Tom cried.',
        '"Why?"',
        "Ben looked up.",
        '"I am here."',
        "Tom smiled.",
    ]
    assert text == " ".join(story.text()[start:end] for start, end in story.sentences)


def test_reasons_and_mentions_are_found_in_the_text(story):
    text, told = story.tell("{A.first} was sad, because «{A} had lost {T.own}».", TOM, kite(TOM))
    assert text == "Tom was sad, because he had lost his red kite."
    assert story.text()[slice(*told.reason)] == "he had lost his red kite"
    found = [
        (story.text()[one.start : one.end], one.label, one.of, one.form) for one in story.mentions
    ]
    assert found == [
        ("Tom", "PER", "Tom", "name"),
        ("he", "PER", "Tom", "pronoun"),
        ("his", "PER", "Tom", "pronoun"),
        ("red kite", "THING", "kite", "noun"),
    ]


def test_a_title_is_written_as_one_and_introduces_nobody(story):
    story._pick = lambda key, roles: parse("title", "the fox and {A}, or {B} on a {T.n}")
    story.title("title", lettered((TOM, BAKER, kite())))
    assert story.text() == "The Fox and Tom, or Baker on a Kite\n"
    assert story.tell("{A} came.", TOM)[0].startswith("A little boy ")


def test_frames_are_not_used_twice_while_others_are_left():
    story = Teller(Dice(5))
    for _ in range(5):
        story.say("gladden", lettered((TOM,)))
    assert len(set(story.used)) == 5


def test_roles_get_letters_by_what_they_are():
    place, doing = places()[1], Doing("run", "ran", "running")
    roles = lettered((TOM, kite(), MIA, place, doing, Phrase("x")))
    assert {letter: role for letter, role in roles.items() if letter != "T"} == {
        "A": TOM,
        "B": MIA,
        "P": place,
        "V": doing,
        "X": Phrase("x"),
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("apple", "an"),
        ("umbrella", "an"),
        ("unicorn", "a"),
        ("used cup", "a"),
        ("one-eyed bear", "a"),
        ("egg", "an"),
    ],
)
def test_a_and_an(words, expected):
    assert article(words) == f"{expected} {words}"


def test_the_lexicon_is_whole():
    assert len(things()) >= 140 and len(places()) >= 40 and len(character_kinds()) >= 70
    for place in places():
        assert place.noun in place.at and place.noun in place.to, place
        assert len(place.spots) >= 2 and place.doings and place.details
    for name in ("girls", "boys", "animal girls", "animal boys", "pets", "surnames"):
        assert len(set(lists()[name])) == len(lists()[name]) >= 20
        assert not any(given.endswith("s") for given in lists()[name]), (
            "their possessive would look odd"
        )
    nouns = [thing.noun for thing in things()]
    assert len(set(nouns)) == len(nouns)


def test_phrases_know_no_other_role():
    with pytest.raises(AssertionError):
        Phrases(Dice(1)).of("Tom", "")
