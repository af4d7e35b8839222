"""Small sets written by hand for the course, not by a program and not by a model: one reader a set.

Splits: within each kind (for questions: over the passages), of each seven entries in a row the fourth is validation and
the seventh is test, so that every kind is in every split. Used in chapters 7 and 10 to 13; the cards tell the rest.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from llmcourse.data.files import read_jsonl
from llmcourse.data.splits import Split, check_split

InstructionKind = Literal[
    "fact",
    "rewrite",
    "summarize",
    "extract",
    "classify",
    "list",
    "write",
    "explain",
    "howto",
    "structure",
    "decline",
    "calculate",
    "yesno",
]
Reason = Literal["correctness", "honesty", "instruction", "safety", "kindness", "length", "format", "grounding"]
ReasoningKind = Literal["story", "ordering", "possession", "calendar", "syllogism", "units"]


def _rows(name: str, split: Split | None) -> list[dict]:
    check_split(split)
    chosen = [row for row in read_jsonl(f"{name}/{name}.jsonl") if split in (None, row["split"])]
    return [{key: value for key, value in row.items() if key != "split"} for row in chosen]


@dataclass(frozen=True)
class Instruction:
    """A request with the answer of a careful assistant; `input` is the text it is about, or empty.

    `check` holds rules that the answer keeps (see `broken_rules`), so that a model's own answer can be checked too.
    """

    id: str
    kind: InstructionKind
    instruction: str
    input: str
    answer: str
    check: dict[str, Any] = field(hash=False)

    @property
    def prompt(self) -> str:
        """What the user sends: the instruction and, after an empty line, its input."""
        return f"{self.instruction}\n\n{self.input}" if self.input else self.instruction


def instructions(split: Split | None = None) -> list[Instruction]:
    """Requests of thirteen kinds with answers and rules to check them by."""
    return [Instruction(**row) for row in _rows("instructions", split)]


def broken_rules(answer: str, check: dict[str, Any]) -> list[str]:
    """The names of the rules in `check` that an answer breaks; none if it keeps them all.

    Rules: `equals` (this text exactly), `starts_with`, `contains` (each of these words or phrases, in any case),
    `excludes` (none of these strings, not even inside a word), `max_words`, `lines` (so many that are not empty),
    `json_keys` (a JSON object with these keys and no others), `json_equals` (this JSON value). Raises ValueError
    for any other rule.

    >>> broken_rules("Green tea, please!", {"contains": ["green"], "max_words": 2, "excludes": ["!"]})
    ['max_words', 'excludes']
    """
    unknown = sorted(set(check) - set(RULES))
    if unknown:
        raise ValueError(f"There is no rule {unknown[0]!r}. The rules are: {', '.join(RULES)}.")
    return [rule for rule, value in check.items() if not RULES[rule](answer, value)]


def _has_phrase(answer: str, phrase: str) -> bool:
    """As whole words, and not as a part of a longer number: 9 is not in 19, 9.5 or 9,000."""
    pattern = rf"(?<!\w)(?<!\d[.,]){re.escape(phrase)}(?!\w|[.,]\d)"
    return re.search(pattern, answer, re.IGNORECASE) is not None


def _parsed(answer: str) -> Any:
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        return None


def _same_json(one: Any, other: Any) -> bool:
    """As written out, because in Python true and 1 are equal."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


RULES: dict[str, Callable[[str, Any], bool]] = {
    "equals": lambda answer, text: answer == text,
    "starts_with": lambda answer, text: answer.startswith(text),
    "contains": lambda answer, phrases: all(_has_phrase(answer, phrase) for phrase in phrases),
    "excludes": lambda answer, strings: not any(string.lower() in answer.lower() for string in strings),
    "max_words": lambda answer, most: len(answer.split()) <= most,
    "lines": lambda answer, number: sum(bool(line.strip()) for line in answer.splitlines()) == number,
    "json_keys": lambda answer, keys: isinstance(_parsed(answer), dict) and set(_parsed(answer)) == set(keys),
    "json_equals": lambda answer, value: _same_json(_parsed(answer), value),
}


@dataclass(frozen=True)
class Preference:
    """Two answers to one prompt, the better one and a plausible worse one, and what makes the difference.

    `why`: correctness; honesty (about what it cannot know, and about what it does); instruction (does what was asked);
    safety (no harm, and no refusal where there is none); kindness; length (neither padded nor cut short); format;
    grounding (adds nothing to the text it was given).
    """

    id: str
    prompt: str
    chosen: str
    rejected: str
    why: Reason


def preferences(split: Split | None = None) -> list[Preference]:
    """Pairs of answers for eight reasons; the longer one is the better one about half of the time."""
    return [Preference(**row) for row in _rows("preferences", split)]


@dataclass(frozen=True)
class Question:
    """A question on a passage; `answer` is a span of it, from the character `start`, or None if it has no answer there.

    `sentences`: how many sentences of the passage the answer needs: 1, 2, or 0 where there is no answer.
    """

    id: str
    passage: str
    question: str
    answer: str | None
    start: int | None
    sentences: int


def questions(split: Split | None = None) -> list[Question]:
    """Reading comprehension on short passages, some true and some invented; split by passage."""
    passages = {row["id"]: row["passage"] for row in read_jsonl("questions/passages.jsonl")}
    return [_question(row, passages[row["passage"]]) for row in _rows("questions", split)]


def _question(row: dict, passage: str) -> Question:
    start = None if row["answer"] is None else _place(row["answer"], passage)
    return Question(**{**row, "passage": passage}, start=start)


def _place(answer: str, passage: str) -> int:
    """Where the answer stands as whole words: "red" is not found in "discovered"."""
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", passage).start()


@dataclass(frozen=True)
class Reasoning:
    """A small problem with its exact answer and one sentence that says why."""

    id: str
    kind: ReasoningKind
    question: str
    answer: str
    because: str


def reasoning(split: Split | None = None) -> list[Reasoning]:
    """Word problems, orderings, who has what, calendar, syllogisms and units."""
    return [Reasoning(**row) for row in _rows("reasoning", split)]
