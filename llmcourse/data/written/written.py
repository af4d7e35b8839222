"""Small sets written by hand for the course, not by a program and not by a model: one reader a set.

Splits: within each kind (for questions: over the passages), of each seven entries in a row the
fourth is validation and the seventh is test, so that every kind is in every split. Used in chapters
7 and 10 to 13; the cards tell the rest.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from llmcourse.data.bundled import read_jsonl
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
Reason = Literal[
    "correctness", "honesty", "instruction", "safety", "kindness", "length", "format", "grounding"
]
ReasoningKind = Literal["story", "ordering", "possession", "calendar", "syllogism", "units"]


def rows_of(name: str, split: Split | None) -> list[dict]:
    """Return the rows of a written set, or of one split of it, without the field that says
    which.
    """
    check_split(split)
    chosen = [row for row in read_jsonl(f"{name}/{name}.jsonl") if split in (None, row["split"])]
    return [_without_split(row) for row in chosen]


def _without_split(row: dict) -> dict:
    return {key: value for key, value in row.items() if key != "split"}


@dataclass(frozen=True)
class Instruction:
    """A request with the answer of a careful assistant; `input` is the text it is about, or empty.

    `check` holds rules that the answer keeps (see `rules.broken_rules`), so that a model's answer
    can be checked, too.
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
    """Return requests of thirteen kinds with answers and rules to check them by."""
    return [Instruction(**row) for row in rows_of("instructions", split)]


@dataclass(frozen=True)
class Preference:
    """Two answers to one prompt, the better one and a plausible worse one, and what makes the
    difference.

    `why`: correctness; honesty (about what it cannot know, and about what it does); instruction
    (does what was asked); safety (no harm, and no refusal where there is none); kindness; length
    (neither padded nor cut short); format; grounding (adds nothing to the text it was given).
    """

    id: str
    prompt: str
    chosen: str
    rejected: str
    why: Reason


def preferences(split: Split | None = None) -> list[Preference]:
    """Return pairs of answers for eight reasons; the longer one is the better one about half of the
    time.
    """
    return [Preference(**row) for row in rows_of("preferences", split)]


@dataclass(frozen=True)
class Question:
    """A question on a passage; `answer` is a span of it, from the character `start`, or None if it
    has no answer there.

    `sentences`: how many sentences of the passage the answer needs: 1, 2, or 0 where there is no
    answer.
    """

    id: str
    passage: str
    question: str
    answer: str | None
    start: int | None
    sentences: int


def questions(split: Split | None = None) -> list[Question]:
    """Return reading comprehension on short passages, some true and some invented; split by
    passage.
    """
    passages = {row["id"]: row["passage"] for row in read_jsonl("questions/passages.jsonl")}
    return [_question(row, passages[row["passage"]]) for row in rows_of("questions", split)]


def _question(row: dict, passage: str) -> Question:
    start = None if row["answer"] is None else _place(row["answer"], passage)
    return Question(**{**row, "passage": passage}, start=start)


def _place(answer: str, passage: str) -> int:
    """Return where the answer stands as whole words: "red" is not found in "discovered"."""
    found = re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", passage)
    if found is None:
        raise ValueError(f"{answer!r} does not stand in its passage: {passage[:60]!r}")
    return found.start()


@dataclass(frozen=True)
class Reasoning:
    """A small problem with its exact answer and one sentence that says why."""

    id: str
    kind: ReasoningKind
    question: str
    answer: str
    because: str


def reasoning(split: Split | None = None) -> list[Reasoning]:
    """Return word problems, orderings, who has what, calendar, syllogisms and units."""
    return [Reasoning(**row) for row in rows_of("reasoning", split)]
