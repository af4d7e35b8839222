"""Find submissions that are more alike than the starter text and the smallness of the tasks
explain.

Nothing is run or imported. Sources are cut into tokens, names and literals made alike, and compared
by the runs of tokens that they share (as in Schleimer, Wilkerson & Aiken, "Winnowing", 2003): short
runs to find what was copied and changed, long ones because everybody writes the same short ones.
Runs of the starter text, and runs that many wrote, count nothing; the others count the more, the
fewer wrote them.

How surprising a likeness is, the class says itself: in each exercise a pair's likeness has a rank
among the pairs that are not alike all over, and ranks of independent exercises multiply (Fisher's
method). Two people with the same idea are alike in one exercise; a copy is alike in most. The cost
grows with the number of submissions, not of pairs.
"""

import builtins
import keyword
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from llmcourse.grading.records.result import Result

RUNS = (8, 24)  # tokens
MANY = 20  # a run that more learners wrote is common knowledge
MAX_SOURCE = 20_000  # characters of an answer that are looked at, without comments
MIN_SHARE, MAX_EXPECTED, MIN_EXERCISES = 0.5, 0.05, 2
ALL_OVER = 0.8  # pairs that share so much say nothing about what chance brings
FEW_RUNS = 12  # an answer with fewer rare runs is never wholly alike to another
# Until a class is large enough to tell: the mean likeness, and how many pairs it stands for.
USUAL = 0.2
PRIOR = 50
KEPT = frozenset(keyword.kwlist) | frozenset(dir(builtins))
# not the module tokenize: broken code must do, and be read alike by every version of Python
TOKEN = re.compile(
    r"[\s\\]+|#[^\n]*"
    r"|(?P<text>[A-Za-z]{0,2}(?:'''(?:[^\\]|\\.)*?(?:'''|\Z)|\"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z)"
    r"|'(?:[^\\\n']|\\.)*'?|\"(?:[^\\\n\"]|\\.)*\"?))"
    r"|(?P<attribute>\.\s*[^\W\d]\w*)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<number>\.?\d[\w.]*)"
    r"|(?P<sign>\*\*=?|//=?|<<=?|>>=?|[-+*/%&|^@<>=!:]=|->|.)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Pair:
    """Two submissions, by their places in the result, that are more alike than chance explains in
    their class.
    """

    first: int
    second: int
    share: float  # of the rare runs of the one that has fewer, weighed by rarity
    expected: float  # how many pairs of such likeness chance would bring about in this class
    exercises: tuple[str, ...]  # those in which half or more of the rare runs are shared


@dataclass(frozen=True)
class Table:
    """One exercise: for every pair that shares rare runs (as first · size + second, in order), how
    alike it is.
    """

    codes: np.ndarray
    shared: np.ndarray  # weight of the runs in both
    likeness: np.ndarray  # 0 to 1
    own: np.ndarray  # for every learner, the weight of all rare runs


def similar_pairs(result: Result) -> list[Pair]:
    """Return the pairs to look at, the least expected first. It takes two exercises to tell a copy
    from a coincidence. Identical answers are not among them: see `same_answers`.
    """
    same = {place: group for group in same_answers(result) for place in group}
    size, numbers = len(result.grades), [exercise.number for exercise in result.exercises]
    tables = [_table(list(_class_runs(result, number)), size) for number in numbers]
    codes = np.unique(
        np.concatenate([table.codes for table in tables] or [np.zeros(0, dtype=np.int64)])
    )
    own = sum((table.own for table in tables), np.zeros(size))
    shared = _added(codes, tables, [table.shared for table in tables])
    share = shared / np.minimum(own[codes // size], own[codes % size])
    copies = codes[share >= ALL_OVER]
    surprise = _added(codes, tables, [_surprise(table, copies) for table in tables])
    expected = size * (size - 1) / 2 * _tail(surprise, len(tables))
    pairs = [
        Pair(
            *divmod(int(codes[i]), size),
            float(share[i]),
            float(expected[i]),
            _where(tables, numbers, int(codes[i])),
        )
        for i in np.flatnonzero((share >= MIN_SHARE) & (expected <= MAX_EXPECTED))
    ]
    return sorted(
        (
            pair
            for pair in pairs
            if len(pair.exercises) >= MIN_EXERCISES and pair.second not in same.get(pair.first, ())
        ),
        key=lambda pair: pair.expected,
    )


def tokens(source: str) -> list[str]:
    """Return the source without space and comments; any name of the learner's own is "n", any text
    "t", any number "0".

    >>> tokens("total = scores.sum() / 2  # the mean")
    ['n', '=', 'n', '.sum', '(', ')', '/', '0']
    """
    words = (_word(match) for match in _tokens(source))
    return [word for word in words if word]


def same_answers(result: Result) -> list[tuple[int, ...]]:
    """Return the places of learners whose answers are identical in every exercise, but for space
    and comments; those who wrote nothing of their own are left out.
    """
    given = {number: _written(source) for number, source in result.starters.items()}
    groups: dict[tuple, list[int]] = defaultdict(list)
    for place, grade in enumerate(result.grades):
        written = {number: _written(source) for number, source in grade.answers.items()}
        own = {number: text for number, text in written.items() if text != given.get(number)}
        if any(own.values()):
            groups[tuple(sorted(own.items()))].append(place)
    return [tuple(places) for places in groups.values() if len(places) > 1]


def _written(source: str) -> str:
    """Return the tokens of a source as they were written."""
    return " ".join(match[0] for match in _tokens(source))


def _tokens(source: str) -> Iterator[re.Match]:
    """Yield the tokens of a source without space and comments, up to MAX_SOURCE characters of
    them.
    """
    left = MAX_SOURCE
    for match in TOKEN.finditer(source):
        if match.lastgroup is not None:
            left -= len(match[0])
            if left < 0:
                return
            yield match


def _word(match: re.Match) -> str:
    kind, word = match.lastgroup, match[0]
    if kind == "name":
        return word if word in KEPT else "n"
    if kind == "attribute":
        return "." + word[1:].strip()
    return {"text": "t", "number": "0", "sign": word}.get(str(kind), "")


def _runs(source: str) -> set[int]:
    """Return every run of tokens, as a number that stands for it during this process."""
    words = tokens(source)
    found: set[int] = set()
    for length in RUNS:
        shifted = [words[i:] for i in range(length)]
        found.update(map(hash, zip(*shifted, strict=False)))
    return found


def _class_runs(result: Result, number: str) -> Iterator[set[int]]:
    """Yield for every learner, the runs of one answer that the starter text does not have."""
    given = _runs(result.starters.get(number, ""))
    for grade in result.grades:
        yield _runs(grade.answers.get(number, "")) - given


def _table(written: Sequence[set[int]], size: int) -> Table:
    """Compare all learners in one exercise."""
    learner = np.repeat(np.arange(size), [len(runs) for runs in written])
    every = np.array([run for runs in written for run in runs], dtype=np.int64)
    _, run, writers = np.unique(every, return_inverse=True, return_counts=True)
    weight = np.log(max(size, 3) / np.maximum(1, writers - 1)) * (writers <= MANY)
    own = np.bincount(learner, weight[run], minlength=size)
    codes, shared = _shared(learner[np.argsort(run, kind="stable")], writers, weight, size)
    least = FEW_RUNS * math.log(max(size, 3))
    likeness = shared / np.maximum(least, np.minimum(own[codes // size], own[codes % size]))
    return Table(codes, shared, likeness, own)


def _shared(
    learner: np.ndarray, writers: np.ndarray, weight: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return every pair that shares a run of some weight, and the weight that it shares. `learner`
    is in the order of runs.
    """
    starts = np.cumsum(writers) - writers
    codes, weights = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for count in np.unique(writers[(writers > 1) & (weight > 0)]):
        same = np.flatnonzero(writers == count)
        together = learner[starts[same][:, None] + np.arange(count)]
        left, right = np.triu_indices(count, 1)
        codes.append((together[:, left] * size + together[:, right]).ravel())
        weights.append(np.repeat(weight[same], left.size))
    pairs, place = np.unique(np.concatenate(codes), return_inverse=True)
    return pairs, np.bincount(place, np.concatenate(weights), minlength=pairs.size)


def _added(codes: np.ndarray, tables: Sequence[Table], columns: Sequence[np.ndarray]) -> np.ndarray:
    """Return for every pair in `codes`, the sum over the exercises of a column of their tables."""
    total = np.zeros(codes.size)
    for table, column in zip(tables, columns, strict=True):
        total[np.searchsorted(codes, table.codes)] += column
    return total


def _surprise(table: Table, copies: np.ndarray) -> np.ndarray:
    """Return how rare such a likeness is, minus the logarithm of a share of pairs; small classes
    lean on what is usual.
    """
    answered = int((table.own > 0).sum())
    pairs = max(1, answered * (answered - 1) // 2)
    counts = ~np.isin(table.codes, copies)
    chance = np.sort(table.likeness[counts])
    mean = max(USUAL, (chance.sum() + 10 * USUAL) / (pairs + 10))
    # Not counting itself.
    others = chance.size - np.searchsorted(chance, table.likeness - 1e-9) - counts
    return -np.log((others + PRIOR * np.exp(-table.likeness / mean)) / (pairs - 1 + PRIOR))


def _tail(surprise: np.ndarray, exercises: int) -> np.ndarray:
    """Return the chance that the surprises of independent exercises add up to as much (Erlang's
    distribution).
    """
    return np.exp(-surprise) * sum(surprise**i / math.factorial(i) for i in range(exercises))


def _where(tables: Sequence[Table], numbers: Sequence[str], code: int) -> tuple[str, ...]:
    return tuple(
        number
        for table, number in zip(tables, numbers, strict=True)
        if (table.likeness[table.codes == code] >= MIN_SHARE).any()
    )
