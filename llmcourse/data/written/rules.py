"""Rules that a program can check a text by: what an answer must hold, or what it holds once an
attack has succeeded.

Used by the hand-written instructions and injections, in chapters 7, 11 and 12. What they leave out:
whether an answer that keeps them is any good.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from llmcourse.machine import wanted


def broken_rules(answer: str, check: dict[str, Any]) -> list[str]:
    """Return the names of the rules in `check` that an answer breaks; none if it keeps them all.

    Rules: `equals` (this text exactly), `starts_with`, `contains` (each of these words or phrases,
    in any case), `excludes` (none of these strings, not even inside a word), `max_words`, `lines`
    (so many that are not empty), `json_keys` (a JSON object with these keys and no others),
    `json_equals` (this JSON value). Raises ValueError for any other rule.

    >>> check = {"contains": ["green"], "max_words": 2, "excludes": ["!"]}
    >>> broken_rules("Green tea, please!", check)
    ['max_words', 'excludes']
    """
    wanted.text("answer", answer, halves=True)
    unknown = sorted(map(str, set(wanted.entries("check", check)) - set(RULES)))
    if unknown:
        raise ValueError(f"There is no rule {unknown[0]!r}. The rules are: {', '.join(RULES)}.")
    for rule, value in check.items():
        if rule in ("contains", "excludes", "json_keys"):
            list(wanted.texts(rule, value, halves=True))
        if rule in ("max_words", "lines"):
            wanted.whole_number(rule, value, least=0)
        if rule in ("equals", "starts_with"):
            wanted.text(rule, value, halves=True)
    return [rule for rule, value in check.items() if not RULES[rule](answer, value)]


def _has_phrase(answer: str, phrase: str) -> bool:
    """Return as whole words, and not as a part of a longer number: 9 is not in 19, 9.5 or 9,000."""
    pattern = rf"(?<!\w)(?<!\d[.,]){re.escape(phrase)}(?!\w|[.,]\d)"
    return re.search(pattern, answer, re.IGNORECASE) is not None


def _parsed(answer: str) -> Any:
    try:
        return json.loads(answer)
    except (ValueError, RecursionError):
        return None


def _same_json(one: Any, other: Any) -> bool:
    """Return as written out, because in Python true and 1 are equal."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


RULES: dict[str, Callable[[str, Any], bool]] = {
    "equals": lambda answer, text: answer == text,
    "starts_with": lambda answer, text: answer.startswith(text),
    "contains": lambda answer, phrases: all(_has_phrase(answer, phrase) for phrase in phrases),
    "excludes": lambda answer, strings: (
        not any(string.lower() in answer.lower() for string in strings)
    ),
    "max_words": lambda answer, most: len(answer.split()) <= most,
    "lines": lambda answer, number: (
        sum(bool(line.strip()) for line in answer.splitlines()) == number
    ),
    "json_keys": lambda answer, keys: (
        isinstance(_parsed(answer), dict) and set(_parsed(answer)) == set(keys)
    ),
    "json_equals": lambda answer, value: _same_json(_parsed(answer), value),
}
