"""What follows from a tale's truth, exactly and for free: questions, entity labels, sentiment.

Used from chapter 6 on, for pretraining tasks, probes and transfer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from llmcourse.data.generated.tales.truth import Event, Label, Mention, Tale, Truth
from llmcourse.machine import wanted

WHO = {  # kinds of events whose doer one can ask for, with what they did
    "find": "found the {thing}",
    "lose": "lost the {thing}",
    "steal": "took the {thing}",
    "break": "broke the {thing}",
    "tear": "tore the {thing}",
    "restore": "gave back the {thing}",
    "hoist": "got the {thing} out of the tree",
    "bake": "baked the {thing}",
    "make": "made the {thing}",
    "buy": "bought the {thing}",
    "lend": "lent the {thing} to {other}",
    "present": "gave the {thing} to {other}",
    "share": "shared the {thing} with {other}",
    "rescue": "saved {other}",
    "comfort": "comforted {other}",
    "forgive": "forgave {other}",
    "teach": "helped {other} to learn",
    "confess": "told {other} the truth",
}
WHAT = {  # kinds of events whose thing one can ask for
    "find": "What did {who} find?",
    "lose": "What did {who} lose?",
    "break": "What did {who} break?",
    "bake": "What did {who} bake?",
    "buy": "What did {who} buy?",
    "make": "What did {who} make?",
    "present": "What did {who} give to {other}?",
    "share": "What did {who} share with {other}?",
    "lodge": "What was stuck in a tree?",
    "grow": "What grew in the end?",
    "lend": "What did {who} lend to {other}?",
}
WHERE = {"go": "Which place did {who} visit?", "bring": "Which place did {who} and {other} visit?"}
MOVES = ("go", "bring", "wander", "arrive", "leave", "follow")
WHY = {
    "sadden": "Why was {who} sad?",
    "gladden": "Why was {who} happy?",
    "fear": "Why was {who} afraid?",
    "worry": "Why was {who} worried?",
    "envy": "Why was {who} jealous?",
    "shame": "Why was {who} ashamed?",
    "sicken": "Why was {who} ill?",
}

PEOPLE = ("girl", "boy", "woman", "man")


@dataclass(frozen=True)
class Question:
    """A question about a tale, and its answer, which stands in the text from `start` on."""

    text: str
    answer: str
    start: int


@dataclass(frozen=True)
class Entity:
    """A name or noun in a tale: characters `start` to `end` are a PER, PLACE or THING."""

    start: int
    end: int
    label: Label


def questions(tale: Tale) -> list[Question]:
    """Return who, what, where, why, what animal: every question that the truth of this tale answers
    in one way only.

    Each answer is a span of the text: `tale.text[q.start : q.start + len(q.answer)] == q.answer`.
    """
    wanted.a(Tale, "tale", tale, "Get one by `corpus.tales`.")
    asked = [*_who(tale), *_what(tale), *_where(tale), *_why(tale), *_animal(tale)]
    answers: dict[str, set[str]] = {}
    for one in asked:
        answers.setdefault(one.text, set()).add(one.answer.lower())
    unique = {one.text: one for one in reversed(asked) if len(answers[one.text]) == 1}
    return list(reversed(unique.values()))


def _who(tale: Tale) -> Iterator[Question]:
    for event in _lone_events(tale.truth, WHO):
        span = _named(tale, event, event.who[0])
        if span and _all_told(tale, event):
            yield _question(tale, f"Who {_filled(WHO[event.kind], event)}?", span)


def _what(tale: Tale) -> Iterator[Question]:
    for event in _lone_events(tale.truth, WHAT):
        spans = [
            one
            for one in _mentions(tale, event.things[:1], "THING")
            if event.start <= one.start < event.end
        ]
        if spans and _all_told(tale, event):
            yield _question(tale, _filled(WHAT[event.kind], event), spans[0])


def _where(tale: Tale) -> Iterator[Question]:
    for event in _lone_events(tale.truth, WHERE):
        spans = [
            one
            for one in _mentions(tale, event.places[:1], "PLACE")
            if event.start <= one.start < event.end
        ]
        moves = [
            other
            for other in tale.truth.events
            if other.kind in MOVES and event.who[0] in other.who
        ]
        if spans and len(moves) == 1:
            yield _question(tale, _filled(WHERE[event.kind], event), spans[0])


def _why(tale: Tale) -> Iterator[Question]:
    for event in tale.truth.events:
        if event.kind in WHY and event.reason:
            start, end = event.reason
            text = _filled(WHY[event.kind], event)
            yield Question(text, tale.text[start:end].rstrip(".!"), start)


def _animal(tale: Tale) -> Iterator[Question]:
    kinds = [one.kind for one in tale.truth.characters]
    for one in tale.truth.characters:
        word = re.search(rf"\b{one.kind}\b", tale.text)
        if one.name[0].isupper() and one.kind not in PEOPLE and kinds.count(one.kind) == 1 and word:
            yield Question(f"What kind of animal was {one.name}?", word[0], word.start())


def _lone_events(truth: Truth, table: dict[str, str]) -> Iterator[Event]:
    """Yield events of kinds that a table knows and that this tale has only once, so that a question
    has one answer.
    """
    kinds = [event.kind for event in truth.events]
    yield from (
        event for event in truth.events if event.kind in table and kinds.count(event.kind) == 1
    )


def _all_told(tale: Tale, event: Event) -> bool:
    """Return whether a reader has met everyone in the event, and its thing, by the time it is
    told.
    """
    named = {one.of for one in tale.truth.mentions if one.start < event.end}
    return {*event.who, *event.things[:1]} <= named


def _named(tale: Tale, event: Event, who: str) -> Mention | None:
    """Return the mention of a character by name or noun that is nearest before the event's end."""
    spans = [one for one in _mentions(tale, (who,), "PER") if one.start < event.end]
    return spans[-1] if spans else None


def _mentions(tale: Tale, ids: tuple[str, ...], label: Label) -> list[Mention]:
    return [
        one
        for one in tale.truth.mentions
        if one.of in ids and one.label == label and one.form != "pronoun"
    ]


def _filled(pattern: str, event: Event) -> str:
    who, *others = event.who or ("",)
    thing = event.things[0] if event.things else ""
    other = _called(others[0]) if others else ""
    return pattern.format(who=_called(who), other=other, thing=thing)


def _called(who: str) -> str:
    """Return a character as a question names them: Tom; the baker."""
    return who if who[:1].isupper() else f"the {who}"


def _question(tale: Tale, text: str, span: Mention) -> Question:
    return Question(text, tale.text[span.start : span.end], span.start)


def entities(tale: Tale) -> list[Entity]:
    """Return every name and noun for a character, place or thing, in the order of the text;
    pronouns are left out.
    """
    wanted.a(Tale, "tale", tale, "Get one by `corpus.tales`.")
    return [
        Entity(one.start, one.end, one.label)
        for one in tale.truth.mentions
        if one.form != "pronoun"
    ]


def sentiment(tale: Tale) -> Literal["positive", "negative"]:
    """Return how the tale ends for its people: negative where the ending is sad."""
    wanted.a(Tale, "tale", tale, "Get one by `corpus.tales`.")
    return "negative" if tale.truth.ending == "sad" else "positive"
