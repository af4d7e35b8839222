"""What is derived from a tale's truth: a tale made by hand has known answers; made tales keep the
promises.
"""

from collections import Counter

import pytest
from tales import story

from llmcourse.data.generated.tales.derived import Entity, Question, entities, questions, sentiment
from llmcourse.data.generated.tales.truth import Character, Event, Mention, Tale, Thing, Truth

TEXT = (
    "Tom went to the park. He lost his red kite there. Tom was sad, because he loved it. Mia found "
    "the kite."
)


def span(words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def mention(words, label, of, form, nth=0):
    return Mention(*span(words, nth), label, of, form)


def event(kind, who, things, place, sentence, reason=None):
    return Event(kind, who, things, (place,), *span(sentence), None, reason and span(reason))


MENTIONS = (
    mention("Tom", "PER", "Tom", "name"),
    mention("park", "PLACE", "park", "noun"),
    mention("He", "PER", "Tom", "pronoun"),
    mention("his", "PER", "Tom", "pronoun"),
    mention("red kite", "THING", "kite", "noun"),
    mention("Tom", "PER", "Tom", "name", 1),
    mention("Mia", "PER", "Mia", "name"),
    mention("kite", "THING", "kite", "noun", 1),
)
EVENTS = (
    event("go", ("Tom",), (), "park", "Tom went to the park."),
    event("lose", ("Tom",), ("kite",), "park", "He lost his red kite there."),
    event("sadden", ("Tom",), (), "park", "Tom was sad, because he loved it.", "he loved it"),
    event("find", ("Mia",), ("kite",), "park", "Mia found the kite."),
)
PEOPLE = (
    Character("Tom", "boy", "he", "park", "sad"),
    Character("Mia", "girl", "she", "park", "content"),
)
THINGS = (Thing("kite", "red", "Tom", "Mia", "park", ()),)
SENTENCES = tuple(span(f"{words}.") for words in TEXT.rstrip(".").split(". "))


def tale(events=EVENTS, ending="sad", title=False):
    return Tale(
        TEXT,
        SENTENCES,
        Truth("lost", ending, False, title, PEOPLE, THINGS, ("park",), events, MENTIONS),
    )


def test_questions_of_a_tale_made_by_hand():
    assert questions(tale()) == [
        Question("Who lost the kite?", "Tom", 0),
        Question("Who found the kite?", "Mia", span("Mia")[0]),
        Question("What did Tom lose?", "red kite", span("red kite")[0]),
        Question("What did Mia find?", "kite", span("kite", 1)[0]),
        Question("Which place did Tom visit?", "park", span("park")[0]),
        Question("Why was Tom sad?", "he loved it", span("he loved it")[0]),
    ]


def test_a_question_with_two_answers_is_not_asked():
    twice = (*EVENTS, event("find", ("Tom",), ("kite",), "park", "Mia found the kite."))
    assert not [one for one in questions(tale(twice)) if "find" in one.text or "found" in one.text]
    moved = (*EVENTS, event("wander", ("Tom",), (), "park", "Mia found the kite."))
    assert not [one for one in questions(tale(moved)) if "visit" in one.text]


def test_entities_of_a_tale_made_by_hand():
    assert entities(tale()) == [
        Entity(*span("Tom"), "PER"),
        Entity(*span("park"), "PLACE"),
        Entity(*span("red kite"), "THING"),
        Entity(*span("Tom", 1), "PER"),
        Entity(*span("Mia"), "PER"),
        Entity(*span("kite", 1), "THING"),
    ]


@pytest.mark.parametrize(
    ("ending", "label"), [("sad", "negative"), ("happy", "positive"), ("surprising", "positive")]
)
def test_sentiment_is_that_of_the_ending(ending, label):
    assert sentiment(tale(ending=ending)) == label


@pytest.fixture(scope="module")
def stories():
    return [story.make(number)[0] for number in range(300)]


def test_answers_stand_in_the_text_and_questions_are_asked_once(stories):
    asked = Counter()
    for one in stories:
        found = questions(one)
        assert len({question.text for question in found}) == len(found)
        for question in found:
            assert (
                one.text[question.start : question.start + len(question.answer)] == question.answer
            )
            assert question.answer == question.answer.strip(" .!?") and question.text.endswith("?")
            assert "  " not in question.text and "the the" not in question.text
        asked.update(question.text.split()[0] for question in found)
    assert set(asked) == {"Who", "What", "Which", "Why"} and asked.total() > 1.5 * len(stories)
