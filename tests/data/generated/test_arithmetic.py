"""Arithmetic problems: right, distinct, of the size asked for, and never in two splits."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmcourse.data.generated.arithmetic import arithmetic, in_words

NAMED = {
    0: "zero",
    8: "eight",
    13: "thirteen",
    20: "twenty",
    40: "forty",
    99: "ninety-nine",
    100: "one hundred",
    101: "one hundred one",
    118: "one hundred eighteen",
    999: "nine hundred ninety-nine",
    1_000: "one thousand",
    1_001: "one thousand one",
    90_021: "ninety thousand twenty-one",
    600_500: "six hundred thousand five hundred",
    998_001: "nine hundred ninety-eight thousand one",
    2_000_000: "two million",
    999_998_000_001: "nine hundred ninety-nine billion nine hundred ninety-eight million one",
}
VALUES = {NAMED[number]: number for number in (0, 8, 13, 20, 40)} | {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "thirty": 30,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}


def heard(text):
    """The number that words say, worked out from left to right: another way than the one they were
    made in.
    """
    total = group = 0
    for word in re.split("[ -]", text):
        if word == "hundred":
            group *= 100
        elif word in ("thousand", "million", "billion"):
            total = total + group * {"thousand": 10**3, "million": 10**6, "billion": 10**9}[word]
            group = 0
        else:
            group += VALUES[word]
    return total + group


@pytest.mark.parametrize(("number", "text"), NAMED.items())
def test_numbers_in_words(number, text):
    assert in_words(number) == text


@given(st.integers(0, 10**12 - 1))
def test_words_say_their_number(number):
    assert heard(in_words(number)) == number


@pytest.mark.parametrize("number", [-1, 10**12])
def test_numbers_without_words_are_refused(number):
    with pytest.raises(ValueError, match="0 to 999,999,999,999"):
        in_words(number)


@pytest.mark.parametrize(
    ("operation", "left", "right", "answer"),
    [("+", 58, 67, "125"), ("-", 67, 58, "9"), ("*", 58, 67, "3886")],
)
def test_known_answers(operation, left, right, answer):
    everything = arithmetic(4_095 if operation == "-" else 8_100, operation)
    [problem] = [one for one in everything if (one.left, one.right) == (left, right)]
    assert (problem.question, problem.answer) == (f"{left} {operation} {right} =", answer)


@given(st.sampled_from("+-*"), st.integers(1, 6), st.integers(0, 10**6))
def test_problems_are_right_and_of_their_size(operation, digits, seed):
    for problem in arithmetic(5, operation, digits, seed=seed):
        left, sign, right, equals = problem.question.split(" ")
        assert (int(left), sign, int(right), equals) == (
            problem.left,
            operation,
            problem.right,
            "=",
        )
        assert len(left) == len(right) == digits
        undone = {"+": int(problem.answer) - int(right), "-": int(problem.answer) + int(right)}
        if operation == "*":
            assert int(right) == 0 or divmod(int(problem.answer), int(right)) == (int(left), 0)
        else:
            assert undone[operation] == int(left) and int(problem.answer) >= 0


@pytest.mark.parametrize(("operation", "spoken"), [("+", "plus"), ("-", "minus"), ("*", "times")])
def test_words_and_digits_say_the_same(operation, spoken):
    for digits, words in zip(
        arithmetic(50, operation, 3), arithmetic(50, operation, 3, "words"), strict=True
    ):
        left, right = words.question.removesuffix(" is").split(f" {spoken} ")
        assert (heard(left), heard(right), heard(words.answer)) == (
            digits.left,
            digits.right,
            int(digits.answer),
        )


@pytest.mark.parametrize("operation", "+-*")
def test_no_problem_and_no_mirror_image_is_in_two_splits(operation):
    parts = [
        arithmetic(200, operation, 2, split=split) for split in ("train", "validation", "test")
    ]
    keys = [{frozenset((problem.left, problem.right)) for problem in part} for part in parts]
    assert not (keys[0] & keys[1] or keys[0] & keys[2] or keys[1] & keys[2])


def test_forms_share_their_splits():
    train = {(problem.left, problem.right) for problem in arithmetic(2_000, split="train")}
    assert not train & {
        (problem.left, problem.right) for problem in arithmetic(500, form="words", split="test")
    }


def test_splits_have_their_shares():
    everything = arithmetic(8_100)
    test = {(problem.left, problem.right) for problem in arithmetic(700, split="test")}
    assert len(everything) == len(set(everything)) == 8_100 and len(test) == 700


def test_a_seed_decides():
    assert arithmetic(20, seed=3) == arithmetic(20, seed=3) != arithmetic(20, seed=4)
    assert arithmetic(10, seed=3) == arithmetic(20, seed=3)[:10], (
        "more of the same, when one asks for more"
    )


@pytest.mark.parametrize(("operation", "there_are"), [("+", 100), ("-", 55), ("*", 100)])
def test_all_there_are_and_not_one_more(operation, there_are):
    assert len(set(arithmetic(there_are, operation, 1))) == there_are
    with pytest.raises(ValueError, match=f"only {there_are} such problems, not {there_are + 1}"):
        arithmetic(there_are + 1, operation, 1)


def test_none_at_all():
    assert arithmetic(0) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"operation": "/"}, "no operation '/'"),
        ({"form": "roman"}, "no form 'roman'"),
        ({"digits": 0}, "1 to 6 digits, not 0"),
        ({"digits": 7}, "1 to 6 digits, not 7"),
        ({"split": "dev"}, "no split 'dev'"),
    ],
)
def test_wrong_arguments_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        arithmetic(1, **wrong)
