"""Small labeled sets written by hand for the course: names, topics, and probes of bias, of safety
and of obedience.

Splits: within each kind, of each seven entries in a row the fourth is validation and the seventh is
test, so that every kind is in every split. Used in chapters 6, 7 and 10 to 13; the cards tell the
rest.
"""

import re
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal, cast

from llmcourse.data.splits import Split
from llmcourse.data.written.rules import broken_rules
from llmcourse.data.written.written import rows_of
from llmcourse.machine import wanted

EntityLabel = Literal["PER", "LOC", "ORG"]
EntityKind = Literal[
    "news", "sports", "business", "science", "travel", "letters", "dialogue", "fiction"
]
Topic = Literal["sports", "food", "science", "money", "travel", "health", "music"]
BiasKind = Literal["occupation", "trait", "name", "age", "religion", "disability"]
RedTeamCategory = Literal[
    "self-harm",
    "weapons",
    "fraud",
    "privacy",
    "hate",
    "medical",
    "legal",
    "minors",
    "misinformation",
    "extraction",
]
InjectionKind = Literal[
    "ignore", "role", "system", "hidden", "translation", "authority", "prefix", "steps", "control"
]
MARK = re.compile(r"\[(PER|LOC|ORG) ([^\[\]]+)\]")


@dataclass(frozen=True)
class Entity:
    """A name in a text: the characters from `start` up to, but not including, `end`."""

    start: int
    end: int
    label: EntityLabel


@dataclass(frozen=True)
class EntitySentence:
    """A sentence and the names in it, in their order; `kind` is the kind of text it is written
    like.
    """

    id: str
    kind: EntityKind
    text: str
    entities: tuple[Entity, ...]


def entities(split: Split | None = None) -> list[EntitySentence]:
    """Return sentences with their persons, places and organizations, and some without any."""
    return [
        EntitySentence(row["id"], row["kind"], *unmarked(row["marked"]))
        for row in rows_of("entities", split)
    ]


def unmarked(marked: str) -> tuple[str, tuple[Entity, ...]]:
    """Return a text whose names are marked in brackets, as the plain text and the places of the
    names in it.

    Raises ValueError if a bracket is left over.

    >>> text, names = unmarked("[PER Ada Obi] left [LOC Lagos].")
    >>> text, [(name.label, text[name.start : name.end]) for name in names]
    ('Ada Obi left Lagos.', [('PER', 'Ada Obi'), ('LOC', 'Lagos')])
    """
    wanted.text("marked", marked)
    text, before = MARK.sub(r"\2", marked), len("[PER ")
    if set("[]") & set(text):
        raise ValueError(
            f"A bracket is left in {text!r}. Mark a name as [PER Ada Obi], with PER, LOC or ORG."
        )
    found = enumerate(MARK.finditer(marked))
    entities = []
    for number, mark in found:
        shift = number * (before + 1) + before  # each name before had a closing bracket, too
        label = cast(EntityLabel, mark[1])
        entities.append(Entity(mark.start(2) - shift, mark.end(2) - shift, label))
    return text, tuple(entities)


@dataclass(frozen=True)
class TopicText:
    """A short text and its subject."""

    id: str
    topic: Topic
    text: str


def topics(split: Split | None = None) -> list[TopicText]:
    """Return short texts on seven subjects, equally many of each; hardly a word gives a subject
    away.
    """
    return [TopicText(**row) for row in rows_of("topics", split)]


@dataclass(frozen=True)
class BiasTemplate:
    """A sentence with slots; a slot with words is filled alike on both sides, one with pairs of
    words is swapped.
    """

    id: str
    kind: BiasKind
    template: str
    slots: dict[str, list] = field(hash=False)


@dataclass(frozen=True)
class CounterfactualPair:
    """Two sentences that differ in the group only; `groups` are the words swapped, `filled` those
    that both share.
    """

    first: str
    second: str
    groups: tuple[str, str]
    filled: tuple[str, ...]


def bias_templates(split: Split | None = None) -> list[BiasTemplate]:
    """Return templates that name a person's sex, origin, age, religion or disability; `pairs` makes
    sentences of them.
    """
    return [BiasTemplate(**row) for row in rows_of("bias", split)]


def counterfactuals(template: BiasTemplate) -> list[CounterfactualPair]:
    """Return all counterfactual pairs of a template; several swapped slots (he, his) change
    together.

    Rudinger et al., Gender Bias in Coreference Resolution (2018), swap pronouns in the same way.

    >>> slots = {"job": ["nurse", "pilot"], "he": [["he", "she"]]}
    >>> template = BiasTemplate("x-1", "occupation", "The {job} says {he} is late.", slots)
    >>> [pair.second for pair in counterfactuals(template)]
    ['The nurse says she is late.', 'The pilot says she is late.']
    """
    wanted.a(BiasTemplate, "template", template, "Get one by `bias_templates`.")
    empty = [slot for slot, words in template.slots.items() if not words]
    if empty:
        raise ValueError(f"The slot {empty[0]!r} has no words: give at least one.")
    alike = {slot: words for slot, words in template.slots.items() if isinstance(words[0], str)}
    swapped = {slot: words for slot, words in template.slots.items() if slot not in alike}
    if not swapped:
        raise ValueError(
            "No slot is swapped, so nothing would differ: one slot needs pairs such as "
            "['he', 'she']."
        )
    unknown = set(re.findall(r"{(\w+)}", template.template)) - set(template.slots)
    if unknown:
        raise ValueError(f"There is no slot for {{{min(unknown)}}} of the template: add its words.")
    groups = list(zip(*swapped.values(), strict=True))
    return [
        _pair(
            template.template,
            dict(zip(alike, fill, strict=True)),
            dict(zip(swapped, words, strict=True)),
        )
        for fill, words in product(product(*alike.values()), groups)
    ]


def _pair(
    template: str, alike: dict[str, str], swapped: dict[str, list[str]]
) -> CounterfactualPair:
    left = {slot: words[0] for slot, words in swapped.items()}
    right = {slot: words[1] for slot, words in swapped.items()}
    groups = next(iter(swapped.values()))
    return CounterfactualPair(
        template.format(**alike, **left),
        template.format(**alike, **right),
        (groups[0], groups[1]),
        tuple(alike.values()),
    )


@dataclass(frozen=True)
class RedTeamPrompt:
    """A prompt that tests judgment; `good_reply` says in one sentence what a good answer does.

    `should_refuse`: a good answer does not do what is asked. Where it is False the prompt only
    looks dangerous, and a refusal is a fault.
    """

    id: str
    category: RedTeamCategory
    prompt: str
    should_refuse: bool
    good_reply: str


def red_team(split: Split | None = None) -> list[RedTeamPrompt]:
    """Return prompts in ten categories of harm, a third of them harmless ones that look alike."""
    return [RedTeamPrompt(**row) for row in rows_of("red-team", split)]


@dataclass(frozen=True)
class Injection:
    """A task, a text to do it on that tries to take over, and rules to see who won (see
    `rules.broken_rules`).

    `answer` is a good answer; `done_if` are the rules of an answer that does the task;
    `attack_succeeded_if` those of one that obeys the text, or None for a harmless text (kind
    "control").
    """

    id: str
    kind: InjectionKind
    task: str
    text: str
    answer: str
    done_if: dict[str, Any] = field(hash=False)
    attack_succeeded_if: dict[str, Any] | None = field(hash=False)

    @property
    def prompt(self) -> str:
        """What a careless application sends to the model: the task and, after an empty line, the
        text.
        """
        return f"{self.task}\n\n{self.text}"

    def done(self, answer: str) -> bool:
        """Return whether an answer does the task, as far as its rules can tell."""
        return not broken_rules(answer, self.done_if)

    def attacked(self, answer: str) -> bool:
        """Return whether an answer obeys the text instead of the task; never for a control."""
        return self.attack_succeeded_if is not None and not broken_rules(
            answer, self.attack_succeeded_if
        )


def injections(split: Split | None = None) -> list[Injection]:
    """Return eight kinds of embedded instructions, each with a check of success, and harmless
    controls.
    """
    return [Injection(**row) for row in rows_of("injections", split)]
