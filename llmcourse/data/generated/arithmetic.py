"""Arithmetic in text, made on demand from a seed: "47 + 5 =" or "forty-seven plus five is", with
the right answer.

As many distinct problems as one asks for, their difficulty set by the number of digits. A problem
and its mirror image (47 + 5, 5 + 47) share a split, whatever their form. Used in chapters 9 to 11.
"""

import random
from dataclasses import dataclass
from typing import Literal, get_args

from llmcourse.data.splits import Split, check_split, split_of
from llmcourse.machine import wanted

Operation = Literal["+", "-", "*"]
Form = Literal["digits", "words"]
SPOKEN = {"+": "plus", "-": "minus", "*": "times"}
MOST_DIGITS = 6

UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen"]
TEENS += ["fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
LARGE = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))


@dataclass(frozen=True)
class Problem:
    """One calculation: how it is asked and what the answer is, in the same form."""

    left: int
    operation: Operation
    right: int
    question: str
    answer: str


def arithmetic(
    count: int,
    operation: Operation = "+",
    digits: int = 2,
    form: Form = "digits",
    split: Split | None = None,
    seed: int = 0,
) -> list[Problem]:
    """`count` distinct problems on two numbers of so many digits each; in a subtraction the smaller
    one is taken away.

    Raises ValueError for an unknown operation, form or split, for digits outside 1 to 6, and where
    there are not so many problems.

    >>> [problem] = arithmetic(1, "*", digits=1)
    >>> problem.question, problem.answer
    ('6 * 6 =', '36')
    """
    wanted.whole_number("count", count, least=0)
    wanted.whole_number("seed", seed)
    _check(operation, digits, form, split)
    lowest, draw = 10 ** (digits - 1) if digits > 1 else 0, random.Random(seed)
    drawn: set[tuple[int, int]] = set()
    problems: dict[tuple[int, int], Problem] = {}
    while len(problems) < count:
        if len(drawn) == (10**digits - lowest) ** 2:
            raise ValueError(
                f"There are only {len(problems)} such problems, not {count}: take more digits."
            )
        left, right = draw.randrange(lowest, 10**digits), draw.randrange(lowest, 10**digits)
        drawn.add((left, right))
        if operation == "-":
            left, right = max(left, right), min(left, right)
        if split in (None, split_of(f"{operation} {min(left, right)} {max(left, right)}")):
            problems[left, right] = _problem(left, operation, right, form)
    return list(problems.values())


def _check(operation: str, digits: int, form: str, split: Split | None) -> None:
    check_split(split)
    if operation not in get_args(Operation):
        raise ValueError(f"There is no operation {operation!r}. Choose '+', '-' or '*'.")
    if form not in get_args(Form):
        raise ValueError(f"There is no form {form!r}. Choose 'digits' or 'words'.")
    wanted.whole_number("digits", digits)
    if not 1 <= digits <= MOST_DIGITS:
        raise ValueError(f"The numbers have 1 to {MOST_DIGITS} digits, not {digits}.")


def _problem(left: int, operation: Operation, right: int, form: Form) -> Problem:
    answer = {"+": left + right, "-": left - right, "*": left * right}[operation]
    if form == "words":
        question = f"{in_words(left)} {SPOKEN[operation]} {in_words(right)} is"
        return Problem(left, operation, right, question, in_words(answer))
    return Problem(left, operation, right, f"{left} {operation} {right} =", str(answer))


def in_words(number: int) -> str:
    """Return a whole number from 0 to below 10¹² as one says it in the United States, without
    "and".

    >>> in_words(40), in_words(215), in_words(7_012)
    ('forty', 'two hundred fifteen', 'seven thousand twelve')
    """
    wanted.whole_number("number", number)
    if not 0 <= number < 10**12:
        raise ValueError(f"Words are known for 0 to 999,999,999,999, not for {number:,}.")
    if number < 20:
        return (UNITS + TEENS)[number]
    if number < 100:
        ones = f"-{UNITS[number % 10]}" if number % 10 else ""
        return TENS[number // 10 - 2] + ones
    size, name = next((size, name) for size, name in LARGE if size <= number)
    rest = f" {in_words(number % size)}" if number % size else ""
    return f"{in_words(number // size)} {name}{rest}"
