"""Two thousand notebooks damaged at random, from right, half-right and wrong ones: each gets a
grade or a reason.

What is damaged is drawn from a seed, so that a failure can be looked at again: `mutant(number)`
makes the same bytes.
"""

import json
import random
from collections import Counter
from copy import deepcopy

import pytest
import toy_assignment as toy

from llmcourse.grading.grade import grade_folder
from llmcourse.grading.reports.wording import WORDS
from llmcourse.grading.sandbox.process import Limits

pytestmark = [pytest.mark.slow, pytest.mark.sampled]

SEED = "2026"
BASES = {
    "right": (toy.RIGHT, (3, 2)),
    "half": ({"1.1": toy.RIGHT["1.1"], "1.2": toy.WRONG["1.2"]}, (3, 0)),
    "wrong": (toy.WRONG, (0, 0)),
    "partly": (
        {"1.1": "def double(x):\n    return 2 * x if x.ndim == 1 else x", "1.2": toy.RIGHT["1.2"]},
        (1, 2),
    ),
}
DEEP = "deep deep down"
VALUES: list = [
    None, True, -1, 0, 10**30, 1e308, "", "code", "ex-1-1", "\ud800", "\x00", "x" * 300_000, [], {}, [[]], [None],
    {"": {}}, {"nbgrader": []}, ["def double(x):", 7], {"llmcourse": {"assignment": []}}, DEEP, [DEEP, {"a": DEEP}],
]  # fmt: skip
KEYS = [
    "id",
    "source",
    "cell_type",
    "metadata",
    "cells",
    "nbgrader",
    "grade_id",
    "outputs",
    "nbformat",
    "",
    "\u202e",
]
PIECES = [
    b"\x00",
    b"\xff",
    b'"',
    b"\\",
    b"{",
    b"]",
    b",",
    b"\\u0000",
    b"\\ud83d",
    b"NaN",
    b"\xef\xbb\xbf",
    b"\n",
    b"e9",
    b"#",
]


# damage to what the file says
# -----------------------------------------------------------------------------------------


def places(notebook):
    """Every value in a notebook, as what holds it and under which key or number."""
    found, waiting = [], [notebook]
    while waiting:
        holder = waiting.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            found.append((holder, key))
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
    return found


def some_value(draw):
    return deepcopy(draw.choice(VALUES))


def change_a_value(draw, notebook):
    holder, key = draw.choice(places(notebook))
    holder[key] = some_value(draw)


def change_a_cell(draw, notebook):
    cells = notebook.get("cells")
    if isinstance(cells, list) and cells and isinstance(cell := draw.choice(cells), dict):
        cell[draw.choice(KEYS)] = some_value(draw)


def lose_a_value(draw, notebook):
    holder, key = draw.choice(places(notebook))
    del holder[key]


def add_junk(draw, notebook):
    holders = [
        notebook,
        *(holder[key] for holder, key in places(notebook) if isinstance(holder[key], dict)),
    ]
    draw.choice(holders)[draw.choice(KEYS)] = some_value(draw)


def shuffle_cells(draw, notebook):
    if isinstance(notebook.get("cells"), list):
        draw.shuffle(notebook["cells"])


def repeat_a_cell(draw, notebook):
    if isinstance(cells := notebook.get("cells"), list) and cells:
        cells.insert(draw.randrange(len(cells)), deepcopy(draw.choice(cells)))


def swap_two_values(draw, notebook):
    (one, here), (other, there) = draw.choices(places(notebook), k=2)
    one[here], other[there] = deepcopy(other[there]), deepcopy(one[here])


def damage_a_source(draw, notebook):
    cells = notebook.get("cells")
    answers = [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []
    sources = [cell for cell in answers if isinstance(cell.get("source"), str) and cell["source"]]
    if sources:
        cell = draw.choice(sources)
        at = draw.randrange(len(cell["source"]))
        letter = draw.choice(
            ["", " ", "\n", "(", "'", "#", "\t", "0", "é", "\u2028", "%", "!", "\\", "\ud800"]
        )
        cell["source"] = cell["source"][:at] + letter + cell["source"][at + 1 :]


def as_lines(draw, notebook):
    for holder, key in places(notebook):
        if key == "source" and isinstance(holder, dict) and isinstance(holder[key], str):
            holder[key] = holder[key].splitlines(keepends=True)


SENSE = [
    change_a_value,
    change_a_cell,
    lose_a_value,
    add_junk,
    shuffle_cells,
    repeat_a_cell,
    swap_two_values,
]
SENSE += [damage_a_source, as_lines, change_a_cell, damage_a_source]

# damage to its bytes
# --------------------------------------------------------------------------------------------------


def flip(draw, data):
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]


def cut_out(draw, data):
    begin = draw.randrange(len(data))
    return data[:begin] + data[begin + draw.choice([1, 2, 10, 300]) :]


def put_in(draw, data):
    at = draw.randrange(len(data))
    return (
        data[:at]
        + draw.choice([*PIECES, draw.randbytes(5), data[:at][-40:], PIECES[0] * 1000])
        + data[at:]
    )


def cut_off(draw, data):
    return data[: draw.randrange(len(data))]


def encode(draw, data):
    return data.decode(errors="replace").encode(
        draw.choice(["utf-16", "utf-8-sig", "utf-32-be", "cp037"]), "replace"
    )


BYTES = [flip, flip, flip, cut_out, put_in, cut_off, encode]


def made_from(number):
    """The name of what a mutant is made from."""
    return list(BASES)[number % len(BASES)]


def mutant(number):
    """The bytes of one mutant."""
    draw = random.Random(f"{SEED}/{number}")
    notebook = json.loads(json.dumps(toy.submission(BASES[made_from(number)][0])))
    for _ in range(draw.choice([0, 1, 1, 2, 4])):
        if places(notebook):
            draw.choice(SENSE)(draw, notebook)
    depth = draw.choice([20, 900, 3_000, 100_000])
    data = json.dumps(notebook).replace(json.dumps(DEEP), "[" * depth + "]" * depth).encode()
    for _ in range(draw.choice([0, 0, 0, 1, 2])):
        data = draw.choice(BYTES)(draw, data) if data else data
    return data


@pytest.fixture(scope="module")
def count(amount):
    """How many mutants; one honest submission stands among every fifty."""
    return amount(2_000, 250)


@pytest.fixture(scope="module")
def graded(tmp_path_factory, count):
    base = tmp_path_factory.mktemp("fuzz").resolve()
    solution = toy.save(toy.solution(), base / "solutions" / "01_toy.ipynb")
    for number in range(count):
        name = f"{number:04d}"
        (base / "in").mkdir(exist_ok=True)
        (base / "in" / f"{name}.ipynb").write_bytes(mutant(number))
        if number % 50 == 0:
            toy.save(toy.submission(toy.RIGHT), base / "in" / f"{name}-honest.ipynb")
    result = grade_folder(
        base / "in", solution, base / "out", limits=Limits(cell_seconds=5, memory=1 << 30)
    )
    return {one.submission.learner: one for one in result.grades}


def mutants(graded):
    return {name: one for name, one in graded.items() if "honest" not in name}


def test_every_mutant_has_a_grade_or_a_problem_in_words(graded, count):
    assert len(mutants(graded)) == count
    for name, one in graded.items():
        states = {outcome.state for outcome in one.outcomes.values()}
        if one.problem is None:
            assert len(one.outcomes) == 2 and states <= WORDS.keys() - {"not graded"}, (
                name,
                one.outcomes,
            )
            assert all(
                outcome.message for outcome in one.outcomes.values() if outcome.state != "right"
            ), name
        else:
            assert len(one.problem) > 20 and not one.outcomes, name


def test_the_honest_among_them_keep_their_points(graded, count):
    honest = [one.earned for name, one in graded.items() if "honest" in name]
    assert honest == [5] * (count // 50)


def test_an_answer_that_was_not_damaged_earns_what_it_earned_before(graded, count):
    unchanged = Counter()
    for name, one in mutants(graded).items():
        base = made_from(int(name))
        sources, points = BASES[base]
        for number, deserved in zip(("1.1", "1.2"), points, strict=True):
            if one.problem is None and one.answers.get(number) == sources[number]:
                assert one.outcomes[number].earned == deserved, (name, number, one.outcomes[number])
                unchanged[base] += 1
            elif one.problem is None and number not in one.answers:
                assert one.outcomes[number].earned == 0, (name, number)
    assert all(unchanged[base] > count / 20 for base in BASES)


def test_the_damage_is_of_many_kinds(graded, count):
    """Mutants that all fail at the first byte would prove nothing."""
    states = Counter(
        outcome.state for one in mutants(graded).values() for outcome in one.outcomes.values()
    )
    problems = Counter(one.problem for one in mutants(graded).values() if one.problem)
    assert count / 10 < sum(problems.values()) < count / 2
    assert len(problems) >= (5 if count == 2_000 else 3)
    assert states.keys() >= {"right", "partly", "wrong", "missing", "not code"}
    if count == 2_000:
        assert states.keys() >= {"blank", "duplicated"}


def test_a_mutant_can_be_made_again():
    first = [mutant(number) for number in range(50)]
    assert first == [mutant(number) for number in range(50)] and len(set(first)) > 40
