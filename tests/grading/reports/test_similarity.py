"""Copies are found, honest work is not flagged, and nothing that learners write breaks it."""

import random
import time
from pathlib import Path

import made_up_class as made
import pytest
from conftest import ROOT

from llmcourse.grading.assignment.release import read_notebook
from llmcourse.grading.records.result import Exercise, Grade, Result, Submission
from llmcourse.grading.reports.similarity import MAX_SOURCE, same_answers, similar_pairs, tokens

STARTERS = {number: head + made.BLANK for number, head in made.STARTERS.items()}


def class_of(answers, exercises=made.EXERCISES, starters=STARTERS):
    grades = [
        Grade(Submission(f"l{i}", Path("x.ipynb")), answers=one) for i, one in enumerate(answers)
    ]
    return Result("04_x", exercises, tuple(grades), made.STRICT, starters)


def honest(size, seed=0):
    return [made.honest_answers(seed * 10_000 + place) for place in range(size)]


def copied(answers):
    return {number: made.renamed(source) for number, source in answers.items()}


def places(pairs):
    return {(pair.first, pair.second) for pair in pairs}


@pytest.mark.parametrize("size", [2, 3, 5, 12, 30, 120])
def test_a_copy_with_other_names_and_comments_is_found(size):
    answers = honest(size)
    answers[1] = copied(answers[0])
    assert answers[0]["4.1"] != answers[1]["4.1"] and "my own work" in answers[1]["4.1"]
    (pair,) = similar_pairs(class_of(answers))
    assert (pair.first, pair.second) == (0, 1) and pair.share > 0.99 and pair.expected < 1e-3
    assert len(pair.exercises) >= 5


def test_a_copy_of_most_exercises_is_found_and_where():
    answers = honest(40)
    answers[7] = copied(answers[3]) | {number: answers[7][number] for number in ("4.2", "4.5")}
    (pair,) = similar_pairs(class_of(answers))
    assert (pair.first, pair.second) == (3, 7) and pair.exercises == ("4.1", "4.3", "4.4", "4.6")


def test_padding_hides_no_copy():
    answers = honest(30)
    junk = "\n".join(f"unused_{i} = [print(j) for j in range({i}) if j % 3]" for i in range(40))
    answers[9] = {
        number: f"{junk}\n{source}\n{junk}" for number, source in copied(answers[2]).items()
    }
    assert places(similar_pairs(class_of(answers))) == {(2, 9)}


@pytest.mark.parametrize("ring", [3, 10])
def test_everyone_who_shares_one_text_is_found(ring):
    answers = honest(30)
    answers[1:ring] = [copied(answers[0]) for _ in range(1, ring)]
    copies = class_of(answers)
    (same,) = same_answers(copies)
    assert same == tuple(range(1, ring))
    found = places(similar_pairs(copies)) | {(a, b) for b in same for a in same if a < b}
    assert found == {(a, b) for b in range(ring) for a in range(b)}


@pytest.mark.parametrize("size", [2, 5, 30])
@pytest.mark.parametrize(
    "change",
    [
        lambda source: source,
        lambda source: "# " + "x" * 25_000 + "\n" + source + "   # the end\n\n",
        lambda source: source.replace("\n", "\n\n"),
        lambda source: source.replace(" = ", "="),
    ],
)
def test_an_exact_copy_is_always_named_whatever_comments_hide_it(size, change):
    answers = honest(size)
    answers[1] = {number: change(source) for number, source in answers[0].items()}
    assert same_answers(class_of(answers)) == [(0, 1)]


def test_an_exact_copy_of_one_short_answer_is_named():
    answers = [{"4.1": "def f(x): return x"}, {"4.1": "def f(x): return  x"}, {"4.1": "y"}, {}, {}]
    assert same_answers(class_of(answers)) == [(0, 1)]


def test_blank_answers_are_nobodys_copy():
    assert same_answers(class_of([STARTERS, STARTERS, {}, {}])) == []


@pytest.mark.parametrize("size", [2, 5, 10, 30, 60])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_honest_classes_are_not_flagged(size, seed):
    assert similar_pairs(class_of(honest(size, seed))) == []


@pytest.mark.parametrize("chapter", ["01", "02", "03", "04", "05"])
@pytest.mark.parametrize("kind", ["right_*.py", "*.py"])
def test_thirty_who_chose_among_the_ways_that_we_know_are_not_flagged(chapter, kind):
    """What is alike because many write it so is no copy, even word for word."""
    notebook = read_notebook(next((ROOT / "exercises").glob(f"{chapter}_*.ipynb")))
    stubs = {
        cell.id.removeprefix("ex-"): cell.source
        for cell in notebook.cells
        if cell.id.startswith("ex-")
    }
    exercises = tuple(Exercise(number, "t", 1.0) for number in stubs)
    known = {
        number: sorted((ROOT / "tests" / "mutants" / chapter / number).glob(kind))
        for number in stubs
    }
    draw = random.Random(chapter)
    answers = [
        {n: draw.choice(known[n]).read_text(encoding="utf8") for n in stubs} for _ in range(30)
    ]
    assert similar_pairs(class_of(answers, exercises, stubs)) == []


def test_one_exercise_alike_is_a_coincidence():
    answers = honest(30)
    answers[1] = answers[1] | {"4.3": answers[0]["4.3"]}
    assert similar_pairs(class_of(answers)) == []


def test_starters_blanks_and_small_classes_are_not_flagged():
    untouched = [dict(STARTERS) for _ in range(20)]
    assert similar_pairs(class_of(untouched)) == []
    assert similar_pairs(class_of([{} for _ in range(5)])) == []
    assert similar_pairs(class_of([made.honest_answers(1)])) == similar_pairs(class_of([])) == []
    assert similar_pairs(class_of(honest(3), exercises=())) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f(:\n  'unclosed\n\t\tmixed",
        '"""never closed ' * 3,
        "\x00\ud800\u202e" * 50,
        "(" * 5_000,
        "'" * 5_000 + '"' * 5_001,
        ". " * 5_000 + "\\" * 5_000,
        "é" * MAX_SOURCE * 2,
        "f'{a!r:{b}}' rb'\\x00' 0x1F 1_000.5e-3j …",
    ],
)
def test_broken_text_breaks_nothing(source):
    answers = honest(6)
    answers[2] = {number: source for number in STARTERS}
    answers[5] = {number: source for number in STARTERS}
    similar_pairs(class_of(answers))


def test_names_numbers_comments_and_space_make_no_difference():
    one = "def f(x):\n    total = x.sum(dim=-1)  # all\n    return total / 2.5 if total else 'none'"
    other = 'def g(scores):\n\n  s=scores . sum(\n   axis = - 0x10)\n  return s/7 if s else """many\nlines"""'
    assert tokens(one) == tokens(other)
    assert tokens("a.softmax(b)") != tokens("a.sigmoid(b)") and tokens("len(a)") != tokens("sum(a)")


def seconds_to_compare(many):
    answers = honest(many)
    answers[1] = copied(answers[0])
    known = class_of(answers)
    start = time.process_time()
    assert (0, 1) in places(similar_pairs(known))
    return time.process_time() - start


@pytest.mark.slow
def test_comparing_grows_with_the_class_and_not_with_its_square():
    small, large = seconds_to_compare(100), seconds_to_compare(1000)
    assert large < 40 * small  # ten times the learners; a hundred times would be the square
