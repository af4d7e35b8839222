"""The hand-written sets: enough of each kind, varied, consistent, and split without leaks."""

import re
from collections import Counter
from itertools import combinations
from typing import get_args

import pytest
from written_rows import SPLITS, split_at, strings, trigrams, words

from llmcourse.data.bundled import read_jsonl, read_text
from llmcourse.data.written import written
from llmcourse.data.written.rules import RULES, broken_rules

SETS = {  # set: its reader, what its kind is called, and the kinds
    "instructions": (written.instructions, "kind", get_args(written.InstructionKind)),
    "preferences": (written.preferences, "why", get_args(written.Reason)),
    "questions": (written.questions, None, ()),
    "reasoning": (written.reasoning, "kind", get_args(written.ReasoningKind)),
}
PASSAGES = read_jsonl("questions/passages.jsonl")
each_set = pytest.mark.parametrize("name", SETS)
with_kinds = pytest.mark.parametrize("name", [name for name in SETS if SETS[name][1]])


def rows(name):
    return read_jsonl(f"{name}/{name}.jsonl")


def prompts(name):
    """What a model would be shown, a text for each example."""
    if name == "instructions":
        return [example.prompt for example in written.instructions()]
    if name == "preferences":
        return [example.prompt for example in written.preferences()]
    if name == "questions":
        return [row["passage"] for row in PASSAGES] + [
            example.question for example in written.questions()
        ]
    return [example.question for example in written.reasoning()]


@pytest.mark.parametrize(
    ("name", "at_least"),
    [("instructions", 320), ("preferences", 160), ("questions", 132), ("reasoning", 80)],
)
def test_there_are_enough(name, at_least):
    assert len(SETS[name][0]()) >= at_least


@pytest.mark.parametrize(
    ("name", "at_least"), [("instructions", 25), ("preferences", 12), ("reasoning", 12)]
)
def test_every_kind_is_there_often_enough(name, at_least):
    _, label, kinds = SETS[name]
    counts = Counter(row[label] for row in rows(name))
    assert set(counts) == set(kinds) and min(counts.values()) >= at_least
    assert max(counts.values()) <= 1.2 * min(counts.values()), "about as many of each"


@each_set
def test_splits_are_disjoint_and_together_all(name):
    read = SETS[name][0]
    parts = [read(split) for split in SPLITS]
    assert sorted(repr(example) for part in parts for example in part) == sorted(map(repr, read()))
    assert len(set(map(repr, read()))) == len(read())
    assert 0.65 <= len(parts[0]) / len(read()) <= 0.8


@with_kinds
def test_every_kind_is_in_every_split(name):
    _, label, kinds = SETS[name]
    assert {(row[label], row["split"]) for row in rows(name)} == {
        (kind, split) for kind in kinds for split in SPLITS
    }


@with_kinds
def test_the_stored_split_follows_the_rule(name):
    seen = Counter()
    for row in rows(name):
        kind = row[SETS[name][1]]
        assert row["split"] == split_at(seen[kind]), row["id"]
        seen[kind] += 1


def test_questions_are_split_with_their_passage():
    places = {row["id"]: place for place, row in enumerate(PASSAGES)}
    for row in rows("questions"):
        assert row["split"] == split_at(places[row["passage"]]), row["id"]


@each_set
def test_an_unknown_split_is_refused(name):
    with pytest.raises(ValueError, match="There is no split 'dev'"):
        SETS[name][0]("dev")


@each_set
def test_ids_are_unique(name):
    ids = [row["id"] for row in rows(name)]
    assert len(set(ids)) == len(ids)


@each_set
def test_nothing_is_empty_and_the_signs_are_consistent(name):
    for row in rows(name) + PASSAGES * (name == "questions"):
        for text in strings({key: value for key, value in row.items() if key != "input" or value}):
            assert text and text == text.strip(), row["id"]
            assert not re.search(
                r"[“”‘’–—…\t\r\xa0]|  | [,.;:?!](?!\d)|\.\.(?!\.)", text.replace("...", "")
            ), text
            assert text.count('"') % 2 == 0, text


@each_set
def test_the_file_is_plain_and_in_one_form(name):
    text = read_text(f"{name}/{name}.jsonl")
    assert text.endswith("}\n") and "\n\n" not in text and "\\u" not in text
    assert len({tuple(row) for row in rows(name)}) == 1, (
        "every row has the same keys in the same order"
    )


@each_set
def test_no_two_prompts_are_near_duplicates(name):
    found = [(trigrams(text), text) for text in prompts(name)]
    for (one, text), (other, second) in combinations(found, 2):
        assert len(one & other) < 0.5 * max(1, len(one | other)), (text, second)


@each_set
def test_prompts_do_not_begin_alike(name):
    begins = Counter(tuple(words(text)[:5]) for text in prompts(name))
    assert max(begins.values()) <= 3, begins.most_common(3)


@pytest.mark.parametrize(
    ("name", "part"),
    [("instructions", "answer"), ("preferences", "chosen"), ("preferences", "rejected")],
)
def test_answers_are_not_repeated(name, part):
    longer = Counter(row[part] for row in rows(name) if len(row[part].split()) > 2)
    assert max(longer.values()) == 1


@pytest.mark.parametrize("example", written.instructions(), ids=lambda example: example.id)
def test_every_answer_keeps_its_own_rules(example):
    assert example.check and broken_rules(example.answer, example.check) == []


def test_every_rule_is_used():
    assert {rule for example in written.instructions() for rule in example.check} == set(RULES)


def test_another_answer_seldom_keeps_the_rules():
    """A check that any answer passes would measure nothing."""
    examples = written.instructions()
    pairs = [(one, other) for one, other in combinations(examples, 2) if one.kind == other.kind]
    passed = [not broken_rules(other.answer, one.check) for one, other in pairs]
    assert sum(passed) / len(passed) < 0.12


def test_answers_are_short():
    lengths = [len(example.answer.split()) for example in written.instructions()]
    assert max(lengths) <= 80 and sorted(lengths)[len(lengths) // 2] >= 8


def test_the_prompt_holds_the_input():
    made = written.Instruction("x-1", "rewrite", "Shorten this.", "A long text.", "Text.", {})
    assert made.prompt == "Shorten this.\n\nA long text."
    assert written.Instruction("x-2", "fact", "Why?", "", "So.", {}).prompt == "Why?"


def longer_chosen(pairs):
    return sum(len(pair.chosen) > len(pair.rejected) for pair in pairs) / len(pairs)


def test_length_does_not_give_the_better_answer_away():
    assert 0.4 <= longer_chosen(written.preferences()) <= 0.6


@pytest.mark.parametrize("why", get_args(written.Reason))
def test_length_does_not_give_it_away_within_a_reason(why):
    assert 0.3 <= longer_chosen([pair for pair in written.preferences() if pair.why == why]) <= 0.7


def test_no_simple_sign_gives_the_better_answer_away():
    """For each surface sign, the share of pairs it decides rightly, of those it decides at all."""
    signs = {
        "a question mark": lambda text: "?" in text,
        "an exclamation mark": lambda text: "!" in text,
        "'I'": lambda text: "I" in words_as_written(text),
        "refusing": lambda text: re.search(r"can't|cannot|won't|not able", text) is not None,
        "a digit": lambda text: re.search(r"\d", text) is not None,
        "yes": lambda text: re.match(r"Yes\b", text) is not None,
        "no": lambda text: re.match(r"No\b", text) is not None,
        "'you'": lambda text: "you" in words(text),
        "several sentences": lambda text: len(re.findall(r"[.?!](?:\s|$)", text)) > 1,
    }
    for sign, has in signs.items():
        decided = [
            has(pair.chosen)
            for pair in written.preferences()
            if has(pair.chosen) != has(pair.rejected)
        ]
        assert 0.2 <= sum(decided) / len(decided) <= 0.8, (sign, sum(decided), len(decided))


def words_as_written(text):
    return re.findall(r"\w+", text)


def test_the_two_answers_differ():
    assert all(pair.chosen != pair.rejected for pair in written.preferences())


def test_answers_are_spans_of_their_passages():
    for item in written.questions():
        if item.answer is None:
            assert item.start is None and item.sentences == 0
        else:
            assert item.passage[item.start : item.start + len(item.answer)] == item.answer
            assert item.sentences in (1, 2), item.question


def test_each_answer_occurs_once_in_its_passage():
    for item in written.questions():
        if item.answer is not None:
            found = [
                place.start()
                for place in re.finditer(rf"\b{re.escape(item.answer)}\b", item.passage)
            ]
            assert found in ([item.start], []), (item.question, item.answer)
            assert found or not item.answer[0].isalnum(), (
                "a sign such as $ stands at no word boundary"
            )
            assert found or item.passage.count(item.answer) == 1


def test_passages_and_their_questions():
    assert len(PASSAGES) >= 40
    for row in PASSAGES:
        assert 60 <= len(row["passage"].split()) <= 140, (row["id"], len(row["passage"].split()))
        asked = [item for item in rows("questions") if item["passage"] == row["id"]]
        assert sum(item["answer"] is not None for item in asked) == 3, row["id"]
        assert all(item["question"].endswith("?") for item in asked)
    kinds = Counter(item.sentences for item in written.questions())
    assert kinds[0] >= 12 and kinds[2] >= 40


def test_no_passage_is_in_two_splits():
    seen = [{item.passage for item in written.questions(split)} for split in SPLITS]
    assert not any(one & other for one, other in combinations(seen, 2))


def test_every_split_has_questions_without_answer():
    assert all(any(item.answer is None for item in written.questions(split)) for split in SPLITS)


def test_reasoning_answers_are_short_and_not_all_alike():
    answers = Counter(item.answer for item in written.reasoning())
    assert max(answers.values()) <= 8 and len(answers) >= 50
    assert all(len(answer.split()) <= 3 for answer in answers)


def test_yes_and_no_are_balanced():
    answers = Counter(item.answer for item in written.reasoning())
    assert 0.4 <= answers["yes"] / (answers["yes"] + answers["no"]) <= 0.6


def test_each_reason_is_one_sentence():
    assert all(
        re.fullmatch(r"[^.?!]*(?:[.,]\d[^.?!]*)*\.", item.because) for item in written.reasoning()
    )
