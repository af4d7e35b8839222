"""The labeled sets: enough of each label, marks that fit, no label given away, splits without leaks."""

import math
import re
from collections import Counter, defaultdict
from functools import partial
from itertools import combinations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_written import SPLITS, split_at, trigrams, words

from llmcourse.data import labeled
from llmcourse.data.files import read_jsonl, read_text

SETS = {  # set: its reader, what its kind is called, and the kinds
    "entities": (labeled.entities, "kind", get_args(labeled.EntityKind)),
    "topics": (labeled.topics, "topic", get_args(labeled.Topic)),
}
TOPICS = get_args(labeled.Topic)
each_set = pytest.mark.parametrize("name", SETS)


def rows(name):
    return read_jsonl(f"{name}/{name}.jsonl")


@each_set
def test_ids_are_unique_and_rows_have_one_form(name):
    text = read_text(f"{name}/{name}.jsonl")
    assert text.endswith("}\n") and "\n\n" not in text and "\\u" not in text
    assert len({tuple(row) for row in rows(name)}) == 1, "every row has the same keys in the same order"
    assert len({row["id"] for row in rows(name)}) == len(rows(name))


@each_set
def test_the_stored_split_follows_the_rule(name):
    seen = Counter()
    for row in rows(name):
        kind = row[SETS[name][1]]
        assert row["split"] == split_at(seen[kind]), row["id"]
        seen[kind] += 1


@each_set
def test_splits_are_disjoint_and_together_all(name):
    read, label, kinds = SETS[name]
    parts = [read(split) for split in SPLITS]
    assert sorted(repr(example) for part in parts for example in part) == sorted(map(repr, read()))
    assert len(set(map(repr, read()))) == len(read())
    for part in parts:
        assert {getattr(example, label) for example in part} == set(kinds)


@each_set
def test_an_unknown_split_is_refused(name):
    with pytest.raises(ValueError, match="There is no split 'dev'"):
        SETS[name][0]("dev")


@each_set
def test_the_signs_are_consistent(name):
    for example in SETS[name][0]():
        assert example.text and example.text == example.text.strip(), example.id
        assert not re.search(r"[“”‘’–—…\t\r\n\xa0]|  | [,.;:?!]|\.\.", example.text), example.text
        assert example.text.count('"') % 2 == 0, example.text


@each_set
def test_no_two_texts_are_near_duplicates(name):
    found = [(trigrams(example.text), example.text) for example in SETS[name][0]()]
    for (one, text), (other, second) in combinations(found, 2):
        assert len(one & other) < 0.2 * max(1, len(one | other)), (text, second)


@each_set
def test_texts_do_not_begin_alike(name):
    begins = Counter(tuple(words(example.text)[:3]) for example in SETS[name][0]())
    assert max(begins.values()) <= 3, begins.most_common(3)


def names(split=None):
    """Each mention as the name and its label."""
    sentences = labeled.entities(split)
    return [(one.text[name.start : name.end], name.label) for one in sentences for name in one.entities]


def test_there_are_enough_entities_of_each_label():
    labels = Counter(label for _, label in names())
    assert set(labels) == set(get_args(labeled.EntityLabel)) and min(labels.values()) >= 150
    assert max(labels.values()) <= 1.2 * min(labels.values())


def test_there_are_enough_sentences_and_some_without_names():
    counts = Counter(one.kind for one in labeled.entities())
    assert sum(counts.values()) >= 320 and len(set(counts.values())) == 1
    assert sum(not one.entities for one in labeled.entities()) >= 40
    assert all(any(not one.entities for one in labeled.entities(split)) for split in SPLITS)
    assert all(5 <= len(one.text.split()) <= 35 for one in labeled.entities())


def test_names_are_whole_and_in_order():
    for one in labeled.entities():
        places = [place for name in one.entities for place in (name.start, name.end)]
        assert places == sorted(set(places)), one.id
        for name in one.entities:
            around = one.text[max(0, name.start - 1) : name.start] + one.text[name.end : name.end + 1]
            assert not re.search(r"\w", around), one.text
            assert one.text[name.start].isupper() and one.text[name.end - 1].isalnum()


def test_titles_are_no_part_of_a_name():
    titles = {"Mr", "Mrs", "Ms", "Dr", "Captain", "Professor", "Mayor", "Coach", "Uncle", "Aunt", "Queen", "Inspector"}
    assert not [name for name, label in names() if label == "PER" and set(re.findall(r"\w+", name)) & titles]


def test_names_of_the_test_split_are_mostly_new():
    known = {name for name, _ in names("train")}
    assert [name for name, _ in names("test") if name in known] == ["Sydney", "Madison"]
    assert sum(name in known for name, _ in names("validation")) == 8


def test_some_names_are_ambiguous():
    labels = defaultdict(set)
    for name, label in names():
        labels[name].add(label)
    assert sum(len(one) >= 2 for one in labels.values()) >= 12
    assert {name for name, one in labels.items() if len(one) == 3} == {"Paris", "Hamilton"}


WORDS = st.text("abcÅé' .", min_size=1, max_size=8)
PARTS = st.lists(st.one_of(WORDS, st.tuples(st.sampled_from(["PER", "LOC", "ORG"]), WORDS)), max_size=6)


@given(PARTS)
def test_marks_are_taken_away_and_nothing_else(parts):
    marked = "".join(part if isinstance(part, str) else f"[{part[0]} {part[1]}]" for part in parts)
    text, found = labeled.unmarked(marked)
    assert text == "".join(part if isinstance(part, str) else part[1] for part in parts)
    assert [(one.label, text[one.start : one.end]) for one in found] == [
        part for part in parts if isinstance(part, tuple)
    ]


@pytest.mark.parametrize(
    "marked", ["[PERS Ada] left.", "[PER Ada left.", "Ada] left.", "[PER [LOC Lagos] Ada]", "[PER]"]
)
def test_a_wrong_mark_is_refused(marked):
    with pytest.raises(ValueError, match="Mark a name as"):
        labeled.unmarked(marked)


def test_there_are_enough_texts_of_each_topic():
    counts = Counter(one.topic for one in labeled.topics())
    assert set(counts.values()) == {63}
    lengths = sorted(len(one.text.split()) for one in labeled.topics())
    assert (lengths[0], lengths[len(lengths) // 2], lengths[-1]) == (8, 14, 39)


def test_no_single_word_gives_a_topic_away():
    """A word that is right nine times out of ten finds at most a tenth of the texts of its topic."""
    found = defaultdict(Counter)
    for one in labeled.topics():
        for word in set(words(one.text)):
            found[word][one.topic] += 1
    sure = [max(topics.values()) for topics in found.values() if max(topics.values()) >= 0.9 * topics.total()]
    assert max(sure) <= 0.1 * 63


def test_words_alone_tell_little():
    """Naive Bayes on the words, trained on train: better than chance (1 in 7), and far from knowing."""
    train, held_out = labeled.topics("train"), labeled.topics("validation") + labeled.topics("test")
    counts = {topic: Counter(w for one in train if one.topic == topic for w in words(one.text)) for topic in TOPICS}
    size = len(set().union(*counts.values()))

    def score(text, topic):
        total = counts[topic].total() + size / 2
        return sum(math.log((counts[topic][word] + 0.5) / total) for word in words(text))

    right = sum(max(TOPICS, key=partial(score, one.text)) == one.topic for one in held_out)
    assert 1 / 7 < right / len(held_out) < 0.35
