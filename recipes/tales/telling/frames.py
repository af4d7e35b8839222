"""Sentence frames: the little language they are written in, and the choice of one way through them.

    {A} [gave|handed] {T} to {B}[ with a smile|].        choices in [ | ], roles in { }
    {A} was <sad> because «{A} had lost {T.own}».         synonyms in < >, reasons in « »
    (T food, !P indoors) {A} ate {T} under the sky.       conditions first: tags that a role has, or has not
    "Stop!" {A} cried. "Why?" ^{B} looked up.             ^ makes the next letter a capital

A line `== key` begins a group; `key` is the name of an event, or an event and a variant:
`give.back`.
"""

import re
from dataclasses import dataclass
from functools import cache

from tales.world.chance import Dice
from tales.world.lexicon import lines, lists, places, swaps

TOKEN = re.compile(r"[\[\]|«»]|\{[^}]*\}|<[^>]*>|[^\[\]|«»{<]+")
PARTS = ("shared", "lost", "sharing", "mishaps", "rescue", "growing", "home", "adventure", "town")


@dataclass(frozen=True)
class Slot:
    """A place for a role; `form` is how its words are wanted, such as the possessive."""

    role: str
    form: str


@dataclass(frozen=True)
class Word:
    """A place for one of the synonyms on a list."""

    name: str


@dataclass(frozen=True)
class Choice:
    """One of several sequences."""

    ways: tuple["Sequence", ...]


Node = str | Slot | Word | Choice
Sequence = tuple[Node, ...]
REASON, END = Slot("reason", "start"), Slot("reason", "end")


@dataclass(frozen=True, eq=False)
class Frame:
    """One frame: the group it is in, its conditions as (role, tag, wanted), and its body."""

    key: str
    conditions: tuple[tuple[str, str, bool], ...]
    body: Sequence
    source: str

    def fits(self, tags: dict[str, frozenset[str]]) -> bool:
        """Whether the roles at hand have the tags that the conditions want."""
        return all(
            (tag in tags.get(role, frozenset())) == wanted for role, tag, wanted in self.conditions
        )


@cache
def frames() -> dict[str, tuple[Frame, ...]]:
    """All frames by the key of their group."""
    found: dict[str, list[Frame]] = {}
    for part in PARTS:
        for line in lines(f"frames-{part}.txt"):
            if line.startswith("=="):
                key = line.lstrip("= ")
                found.setdefault(key, [])
            else:
                found[key].append(parse(key, line))
    for place in places():
        key = f"detail.{place.noun}"
        found[key] = [parse(key, line) for line in place.details]
    return {key: tuple(group) for key, group in found.items()}


def parse(key: str, line: str) -> Frame:
    """Read one frame; ValueError says what is wrong with it."""
    found = re.fullmatch(r"(?:\(([^)]*)\) )?(.*)", line)
    assert found  # it matches every line
    head, body = found.groups()
    tokens = TOKEN.findall(body)
    if "".join(tokens) != body:
        raise ValueError(f"{line!r} has a brace that is not closed.")
    sequence, rest = _sequence(tokens)
    if rest:
        raise ValueError(f"{line!r} has a bracket or bar too many.")
    return Frame(key, _conditions(head or ""), sequence, line)


def _conditions(head: str) -> tuple[tuple[str, str, bool], ...]:
    pairs = [piece.split() for piece in head.split(",") if piece.strip()]
    return tuple((role.lstrip("!"), tag, not role.startswith("!")) for role, tag in pairs)


def _sequence(tokens: list[str]) -> tuple[Sequence, list[str]]:
    nodes: list[Node] = []
    while tokens and tokens[0] not in ("|", "]"):
        if tokens[0] == "[":
            choice, tokens = _choice(tokens)
            nodes.append(choice)
        else:
            nodes.append(_leaf(tokens[0]))
            tokens = tokens[1:]
    return tuple(nodes), tokens


def _choice(tokens: list[str]) -> tuple[Choice, list[str]]:
    ways = []
    while tokens and tokens[0] in ("[", "|"):
        way, tokens = _sequence(tokens[1:])
        ways.append(way)
    if not tokens:
        raise ValueError("A bracket is not closed.")
    return Choice(tuple(ways)), tokens[1:]


def _leaf(token: str) -> Node:
    if token in "«»":
        return REASON if token == "«" else END
    if token.startswith("<"):
        return Word(token[1:-1])
    if token.startswith("{"):
        found = re.fullmatch(r"\{([A-Z]&[A-Z]|[A-Z])(?:\.?(.*))\}", token)
        if found is None:
            raise ValueError(f"{token} names no role: write it as {{A}} or {{A.form}}.")
        role, form = found.groups()
        return Slot(role, form)
    return token


@cache
def _swappable() -> re.Pattern[str]:
    """All words with equals, the longest first; not at the end of a clause (than I am) nor in a
    question (isn't it).
    """
    words = "|".join(map(re.escape, sorted(swaps(), key=len, reverse=True)))
    after = r"(?! (?:it|he|she|they|you|we)\b)(?=[ ,.][a-z ]|[.!?]$|$)"
    return re.compile(rf"\b(?:{words})\b{after}", re.IGNORECASE)


def swap(words: str, dice: Dice) -> str:
    """The words with some of them exchanged for their equals, capitals kept."""
    return _swappable().sub(lambda match: _equal(match[0], dice), words)


def _equal(found: str, dice: Dice) -> str:
    lower = found[0].lower() + found[1:]
    group = swaps().get(found) or swaps().get(lower) or (found,)
    chosen = dice.pick(group)
    return chosen[0].upper() + chosen[1:] if found[0].isupper() else chosen


def choose(body: Sequence, dice: Dice) -> list[str | Slot]:
    """One way through a frame: text and slots in turn."""
    chosen: list[str | Slot] = []
    for node in _walk(body, dice):
        if isinstance(node, str) and chosen and isinstance(chosen[-1], str):
            chosen[-1] += node
        else:
            chosen.append(node)
    return [swap(node, dice) if isinstance(node, str) else node for node in chosen]


def _walk(body: Sequence, dice: Dice) -> list[str | Slot]:
    nodes: list[str | Slot] = []
    for node in body:
        if isinstance(node, Choice):
            nodes += _walk(dice.pick(node.ways), dice)
        else:
            nodes.append(dice.pick(lists()[node.name]) if isinstance(node, Word) else node)
    return nodes


def ways(body: Sequence) -> int:
    """How many texts a frame can give before its roles are filled in."""
    total = 1
    for node in body:
        total *= sum(ways(way) for way in node.ways) if isinstance(node, Choice) else 1
        total *= len(lists()[node.name]) if isinstance(node, Word) else 1
    return total
